package dev.gatehouse.common.ehr;

import dev.gatehouse.common.failure.Mistake;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the YAML files: those in the jar by {@code ehr/index.txt}, and those of an operator's directory. */
final class ProfileFiles {
    private static final Predicate<String> KEY =
            Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?").asMatchPredicate();
    private static final String ENDING = ".yaml";

    private ProfileFiles() {}

    /**
     * @param name for messages
     * @param key the profile in it should declare
     * @param own true if it is the operator's
     */
    record ProfileFile(String name, String key, String text, boolean own) {}

    /** The profiles that come with Gatehouse. */
    static List<ProfileFile> builtIn() {
        return resource("/ehr/index.txt")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(key -> new ProfileFile("ehr/" + key + ENDING, key, resource("/ehr/" + key + ENDING), false))
                .toList();
    }

    private static String resource(String name) {
        try (InputStream file = ProfileFiles.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException(name + " is missing from the jar");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The operator's. Hidden files are not looked at; anything else that is no {@code .yaml} file is a mistake. */
    static List<ProfileFile> in(Path directory, List<Mistake> mistakes) {
        if (!Files.isDirectory(directory)) {
            mistakes.add(new Mistake(directory.toString(), "is no directory"));
            return List.of();
        }
        List<ProfileFile> files = new ArrayList<>();
        try (Stream<Path> found = Files.list(directory)) {
            found.filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .forEach(file -> read(file, files, mistakes));
        } catch (IOException e) {
            mistakes.add(new Mistake(directory.toString(), "can't be read"));
        }
        return files;
    }

    private static void read(Path file, List<ProfileFile> files, List<Mistake> mistakes) {
        String name = file.getFileName().toString();
        String key = name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : "";
        if (!KEY.test(key)) {
            mistakes.add(new Mistake(
                    file.toString(),
                    "should be called {key}.yaml, the key in at most 40 lower-case letters, digits and hyphens"));
            return;
        }
        try {
            if (Files.size(file) > 4L * ProfileYaml.LONGEST) {
                mistakes.add(new Mistake(file.toString(), "is longer than " + ProfileYaml.LONGEST + " characters"));
            } else {
                files.add(new ProfileFile(file.toString(), key, Files.readString(file), true));
            }
        } catch (MalformedInputException e) {
            mistakes.add(new Mistake(file.toString(), "is not in UTF-8"));
        } catch (IOException e) {
            mistakes.add(new Mistake(file.toString(), "can't be read"));
        }
    }
}
