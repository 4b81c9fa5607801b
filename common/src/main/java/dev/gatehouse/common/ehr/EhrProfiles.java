package dev.gatehouse.common.ehr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Mistake;
import dev.gatehouse.common.failure.StartRefused;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** All EHR profiles of this installation, by key. */
public final class EhrProfiles {
    private static final List<String> BUILT_IN = List.of("practicefusion", "sandbox", "smart");

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
        Map<String, String> files = new LinkedHashMap<>();
        for (String key : BUILT_IN) {
            try (InputStream file = EhrProfiles.class.getResourceAsStream("/ehr/" + key + ".yaml")) {
                if (file == null) {
                    throw new IllegalStateException("ehr/" + key + ".yaml is missing from the jar");
                }
                files.put(key, new String(file.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        return parse(files);
    }

    /** @param files YAML texts by the key each should declare */
    static EhrProfiles parse(Map<String, String> files) {
        Map<String, EhrProfile> profiles = new LinkedHashMap<>();
        List<Mistake> mistakes = new ArrayList<>();
        YAMLMapper yaml = new YAMLMapper();
        files.forEach((key, text) -> {
            try {
                JsonNode root = yaml.readTree(text);
                ProfileReader reader = new ProfileReader("ehr/" + key + ".yaml", root);
                reader.read(key).ifPresent(profile -> profiles.put(key, profile));
                mistakes.addAll(reader.mistakes());
            } catch (IOException e) {
                mistakes.add(new Mistake("ehr/" + key + ".yaml", "is no valid YAML"));
            }
        });
        if (!mistakes.isEmpty()) {
            throw new StartRefused(mistakes.stream()
                    .map(each -> each.path() + " " + each.message())
                    .collect(Collectors.joining("; ", "EHR profiles need another look: ", ".")));
        }
        return new EhrProfiles(profiles);
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
