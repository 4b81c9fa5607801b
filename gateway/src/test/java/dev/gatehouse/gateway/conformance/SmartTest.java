package dev.gatehouse.gateway.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A test with the mark {@code @Smart}, as its source says: the tests of the other modules are not on the class path here.
 *
 * @param name such as {@code EhrLaunchTest.anUnknownIssuerIsRefused}
 * @param numbers of the requirements it proves
 */
record SmartTest(String name, Set<Integer> numbers) {
    private static final List<String> MODULES = List.of("common", "registration", "gateway");
    private static final Pattern MARK =
            Pattern.compile("(?m)^\\s+@Smart\\(([^)]*)\\)(?:(?!@Smart\\b)[\\s\\S])*?\\bvoid\\s+(\\w+)\\s*\\(");

    /** Run by the profile {@code faults} only. */
    boolean ofFaults() {
        return name.substring(0, name.indexOf('.')).endsWith("Faults");
    }

    static List<SmartTest> all(Path root) throws IOException {
        List<SmartTest> all = new ArrayList<>();
        for (String module : MODULES) {
            Path tests = root.resolve(module).resolve("src/test/java");
            if (Files.isDirectory(tests)) {
                try (Stream<Path> files = Files.walk(tests)) {
                    files.filter(file -> file.toString().endsWith(".java"))
                            .forEach(file -> all.addAll(in(stem(file), text(file))));
                }
            }
        }
        all.sort(Comparator.comparing(SmartTest::name));
        return all;
    }

    static List<SmartTest> in(String className, String source) {
        List<SmartTest> found = new ArrayList<>();
        Matcher mark = MARK.matcher(source);
        while (mark.find()) {
            Set<Integer> numbers = Arrays.stream(mark.group(1).split("[{},\\s]+", -1))
                    .filter(each -> !each.isEmpty())
                    .map(Integer::valueOf)
                    .collect(Collectors.toSet());
            found.add(new SmartTest(className + "." + mark.group(2), numbers));
        }
        return found;
    }

    private static String stem(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - ".java".length());
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
