package dev.gatehouse.common.ehr;

import dev.gatehouse.common.ehr.ProfileFiles.ProfileFile;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Mistake;
import dev.gatehouse.common.failure.StartRefused;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All EHR profiles of this installation, by key. */
public final class EhrProfiles {
    private static final Logger log = LoggerFactory.getLogger(EhrProfiles.class);

    private final Map<String, EhrProfile> byKey;

    private EhrProfiles(Map<String, EhrProfile> byKey) {
        this.byKey = byKey;
    }

    /**
     * The profiles that come with Gatehouse.
     *
     * @throws StartRefused naming every mistake of every file
     */
    public static EhrProfiles load() {
        return load(Optional.empty());
    }

    /**
     * The profiles that come with Gatehouse, and the operator's own. One of theirs takes the place of ours with the same
     * key. Blocking.
     *
     * @param own a directory of YAML files
     * @throws StartRefused naming every mistake of every file
     */
    public static EhrProfiles load(Optional<Path> own) {
        List<Mistake> mistakes = new ArrayList<>();
        List<ProfileFile> theirs =
                own.map(directory -> ProfileFiles.in(directory, mistakes)).orElse(List.of());
        return read(
                Stream.concat(ProfileFiles.builtIn().stream(), theirs.stream()).toList(), mistakes);
    }

    /** @param files YAML texts by the key each should declare */
    static EhrProfiles parse(Map<String, String> files) {
        return read(
                files.entrySet().stream()
                        .map(file ->
                                new ProfileFile("ehr/" + file.getKey() + ".yaml", file.getKey(), file.getValue(), true))
                        .toList(),
                new ArrayList<>());
    }

    /** @param mistakes found so far */
    private static EhrProfiles read(List<ProfileFile> files, List<Mistake> mistakes) {
        Map<String, EhrProfile> profiles = new LinkedHashMap<>();
        for (ProfileFile file : files) {
            read(file, mistakes).ifPresent(profile -> {
                if (profiles.put(profile.key(), profile) != null) {
                    log.info(
                            "{} takes the place of the EHR profile {} that comes with Gatehouse",
                            file.name(),
                            file.key());
                }
            });
        }
        if (!mistakes.isEmpty()) {
            throw new StartRefused(mistakes.stream()
                    .map(each -> each.path() + " " + each.message())
                    .collect(Collectors.joining("; ", "EHR profiles need another look: ", ".")));
        }
        return new EhrProfiles(profiles);
    }

    private static Optional<EhrProfile> read(ProfileFile file, List<Mistake> mistakes) {
        return ProfileYaml.read(file.name(), file.text(), mistakes).flatMap(root -> {
            ProfileReader reader = new ProfileReader(file.name(), root);
            Optional<EhrProfile> profile = reader.read(file.key());
            mistakes.addAll(reader.mistakes());
            return profile;
        });
    }

    /** Fails with 404 {@code ehr-unknown}. */
    public EhrProfile of(String key) {
        EhrProfile profile = byKey.get(key);
        if (profile == null) {
            throw new Failure.Missing("ehr-unknown", "There is no EHR profile with this key.");
        }
        return profile;
    }

    public boolean has(String key) {
        return byKey.containsKey(key);
    }

    public Collection<EhrProfile> all() {
        return byKey.values();
    }
}
