package dev.gatehouse.common.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.gatehouse.common.failure.Mistake;
import dev.gatehouse.common.failure.StartRefused;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where settings come from: environment variables, and a YAML file with the same names as keys. The environment wins.
 * Readers answer a usable value even after a mistake; {@link #refuseMistakes()} then names all of them together.
 */
public final class SettingsSource {
    private final Map<String, String> values = new HashMap<>();
    private final List<Mistake> mistakes = new ArrayList<>();
    private final Set<String> inFile = new TreeSet<>();

    /** @param file null if there is none */
    public SettingsSource(Map<String, String> environment, @Nullable Path file) {
        if (file != null) {
            readFile(file);
        }
        environment.forEach((name, value) -> {
            if (name.startsWith("GATEHOUSE_") && !value.isBlank()) {
                values.put(name, value.trim());
            }
        });
    }

    private void readFile(Path file) {
        try {
            JsonNode root = new YAMLMapper().readTree(Files.readString(file));
            if (root == null || root.isMissingNode() || root.isNull()) {
                return;
            }
            if (!root.isObject()) {
                mistakes.add(new Mistake(file.toString(), "should hold lines such as GATEHOUSE_PORT: 8080"));
                return;
            }
            root.fields().forEachRemaining(field -> {
                inFile.add(field.getKey());
                if (field.getValue().isObject()) {
                    mistakes.add(new Mistake(field.getKey(), "should be one value or a list"));
                }
                String value = field.getValue().isArray()
                        ? join(field.getValue())
                        : field.getValue().asText("").trim();
                if (!value.isEmpty()) {
                    values.put(field.getKey(), value);
                }
            });
        } catch (JsonProcessingException e) {
            mistakes.add(new Mistake(
                    file.toString(), "is no valid YAML (line " + e.getLocation().getLineNr() + ")"));
        } catch (IOException e) {
            mistakes.add(new Mistake(file.toString(), "can't be read"));
        }
    }

    private static String join(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(each -> texts.add(each.asText()));
        return String.join(",", texts);
    }

    public Optional<String> text(String name) {
        inFile.remove(name);
        return Optional.ofNullable(values.get(name));
    }

    public String text(String name, String otherwise) {
        return text(name).orElse(otherwise);
    }

    /** A port; 0 lets the system choose a free one. */
    public int port(String name, int otherwise) {
        return number(name, otherwise, 0, 65_535);
    }

    public int number(String name, int otherwise, int least, int most) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            int value = Integer.parseInt(text.get());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // named below
        }
        mistakes.add(
                new Mistake(name, "should be a number from " + least + " to " + most + ", for example " + otherwise));
        return otherwise;
    }

    public Path path(String name, Path otherwise) {
        return path(name, otherwise.toString()).orElse(otherwise);
    }

    /** Empty if it is not set. */
    public Optional<Path> path(String name) {
        return path(name, "/etc/gatehouse");
    }

    private Optional<Path> path(String name, String example) {
        try {
            return text(name).map(Path::of);
        } catch (InvalidPathException e) {
            mistakes.add(new Mistake(name, "should be a path, for example " + example));
            return Optional.empty();
        }
    }

    /** An absolute http or https address without query and fragment; one trailing slash is dropped. */
    public Optional<URI> origin(String name) {
        return text(name).flatMap(text -> {
            try {
                URI uri = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
                if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                        && uri.getHost() != null
                        && uri.getRawUserInfo() == null
                        && uri.getRawQuery() == null
                        && uri.getRawFragment() == null) {
                    return Optional.of(uri);
                }
            } catch (URISyntaxException e) {
                // named below
            }
            mistakes.add(new Mistake(name, "should be an address such as https://gatehouse.example.org"));
            return Optional.empty();
        });
    }

    /** A comma-separated list. */
    public Set<String> list(String name) {
        return text(name).stream()
                .flatMap(text -> Arrays.stream(text.split(",")))
                .map(String::trim)
                .filter(each -> !each.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Names a mistake that only the reader of a value can see. */
    public void mistake(String name, String message) {
        mistakes.add(new Mistake(name, message));
    }

    /**
     * Call it after everything was read.
     *
     * @throws StartRefused naming every mistake, keys of the file that nobody read included
     */
    public void refuseMistakes() {
        inFile.forEach(name -> mistakes.add(new Mistake(name, "is no setting of Gatehouse")));
        if (!mistakes.isEmpty()) {
            throw new StartRefused(mistakes.stream()
                    .map(each -> each.path() + " " + each.message())
                    .collect(Collectors.joining("; ", "Settings need another look: ", ".")));
        }
    }
}
