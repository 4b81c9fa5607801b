package dev.gatehouse.common.ehr;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.gatehouse.common.failure.Mistake;
import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;

/**
 * The YAML that profiles are written in: one document of plain objects, lists and values. What YAML can do beyond that
 * (anchors, two documents, a key twice) has no use here, and each of it can make a file mean something else than it shows.
 */
final class ProfileYaml {
    /** Characters of one file; ours have about ten thousand. */
    static final int LONGEST = 200_000;

    private static final int DEEPEST = 20;
    private static final LoaderOptions LIMITS = limits();
    private static final YAMLMapper YAML = mapper();

    private ProfileYaml() {}

    private static LoaderOptions limits() {
        LoaderOptions limits = new LoaderOptions();
        limits.setCodePointLimit(LONGEST);
        limits.setNestingDepthLimit(DEEPEST);
        return limits;
    }

    private static YAMLMapper mapper() {
        YAMLFactory factory = YAMLFactory.builder()
                .loaderOptions(LIMITS)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                .build();
        return YAMLMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    /** Empty if it is not such YAML; the mistake says why. */
    static Optional<JsonNode> read(String file, String text, List<Mistake> mistakes) {
        if (text.length() > LONGEST) {
            mistakes.add(new Mistake(file, "is longer than " + LONGEST + " characters"));
            return Optional.empty();
        }
        try {
            Optional<String> trick = trick(text);
            trick.ifPresent(each -> mistakes.add(new Mistake(file, each)));
            return trick.isPresent() ? Optional.empty() : Optional.of(YAML.readTree(text));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            mistakes.add(new Mistake(file, "is no valid YAML (line " + line + ")"));
            return Optional.empty();
        } catch (JsonProcessingException e) {
            String line =
                    e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ")";
            String why =
                    e.getOriginalMessage().startsWith("Duplicate field") ? "names a key twice" : "is no valid YAML";
            mistakes.add(new Mistake(file, why + line));
            return Optional.empty();
        } catch (YAMLException e) {
            mistakes.add(new Mistake(file, "is no valid YAML"));
            return Optional.empty();
        }
    }

    /** An anchor or an alias: Jackson would read an alias as the text of its name. */
    private static Optional<String> trick(String text) {
        for (Event event : new Yaml(LIMITS).parse(new StringReader(text))) {
            if (event instanceof NodeEvent node && node.getAnchor() != null) {
                int line = node.getStartMark().getLine() + 1;
                return Optional.of("has an anchor or alias (line " + line + "); write it out");
            }
        }
        return Optional.empty();
    }
}
