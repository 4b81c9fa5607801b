package dev.gatehouse.common.ehr;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.common.egress.HostRules;
import dev.gatehouse.common.failure.Mistake;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one profile's YAML and collects every mistake instead of stopping at the first. */
final class ProfileReader {
    private static final Pattern HOST =
            Pattern.compile("(\\*\\.)?[a-z0-9-]+(\\.[a-z0-9-]+)+(:[0-9]{1,5})?", Pattern.CASE_INSENSITIVE);

    private final String file;
    private final JsonNode root;
    private final List<Mistake> mistakes = new ArrayList<>();

    ProfileReader(String file, JsonNode root) {
        this.file = file;
        this.root = root;
    }

    List<Mistake> mistakes() {
        return mistakes;
    }

    /** Empty if anything is wrong. */
    Optional<EhrProfile> read(String expectedKey) {
        if (!root.isObject()) {
            mistakes.add(new Mistake(file, "should be a YAML object"));
            return Optional.empty();
        }
        EhrProfile profile = new Section(file, "", root, mistakes).whole(top -> profile(top, expectedKey));
        return mistakes.isEmpty() ? Optional.of(profile) : Optional.empty();
    }

    private EhrProfile profile(Section top, String expectedKey) {
        String key = top.text("key");
        if (!key.equals(expectedKey)) {
            top.mistake("key", "should be " + expectedKey + ", like the file's name");
        }
        return new EhrProfile(
                key,
                top.text("name"),
                hosts(top),
                new DirectorySectionReader(top::mistake).read(top.value("directory")),
                top.flag("handAdded"),
                ApplicationTypesReader.read(top),
                top.in("scopes", ProfileReader::scopes),
                top.in("tokens", ProfileReader::tokens),
                answers(top),
                FactsReader.read(top),
                new ProvenanceReader(root).read(top),
                registration(top.value("registration")));
    }

    private @Nullable Playbook registration(JsonNode node) {
        return node.isMissingNode() || node.isNull()
                ? null
                : new PlaybookReader(new ProfileNode(node, file + " registration", mistakes::add)).read();
    }

    private static HostRules hosts(Section top) {
        List<String> hosts = top.texts("hosts");
        hosts.stream()
                .filter(host -> !HOST.matcher(host).matches())
                .forEach(host -> top.mistake(
                        "hosts",
                        "should hold names such as fhir.example.com or *.example.com, not " + Section.shortened(host)));
        return new HostRules(Set.copyOf(hosts), top.flag("anyPublicHost"));
    }

    private static ScopeRules scopes(Section in) {
        return new ScopeRules(
                in.maybeAll("dialects", ScopeRules.Dialect.class),
                in.maybeFlag("exclusive"),
                in.maybeFlag("wildcards"),
                in.maybeTexts("resourceTypes"),
                in.maybeText("retryOtherDialectOn"),
                in.maybeTexts("refresh"),
                in.maybeText("notes"));
    }

    private static EhrProfile.Tokens tokens(Section in) {
        return new EhrProfile.Tokens(
                in.duration("defaultLifetime", Duration.ofMinutes(5)),
                in.maybe("refreshRotation", EhrProfile.Rotation.class),
                in.maybeDuration("refreshLifetime", Duration.ofDays(90)),
                in.maybeText("notes"));
    }

    private static EhrAnswers answers(Section top) {
        List<EhrAnswers.ErrorRule> errors =
                List.copyOf(top.entries("errors", ProfileReader::error).values());
        return top.in("correlation", in -> new EhrAnswers(errors, in.texts("fields"), in.texts("headers")));
    }

    private static EhrAnswers.ErrorRule error(String key, Section in) {
        String code = in.maybeText("code");
        String message = in.maybeText("message");
        if (code == null && message == null) {
            in.mistake("message", "or code is needed, to know the refusal by");
        }
        EhrAnswers.Meaning means = in.maybe("means", EhrAnswers.Meaning.class);
        if (means == null) {
            in.mistake("means", "is missing");
        }
        return new EhrAnswers.ErrorRule(
                key,
                in.maybeNumber("status", 400, 599),
                code,
                message,
                means == null ? EhrAnswers.Meaning.REQUEST_REFUSED : means,
                in.text("explanation"));
    }
}
