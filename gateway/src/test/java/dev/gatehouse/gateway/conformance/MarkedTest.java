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
 * A test with a mark, such as {@code @Smart}, as its source says: the tests of the other modules are not on the class path
 * here.
 *
 * @param name such as {@code EhrLaunchTest.anUnknownIssuerIsRefused}
 * @param ids of the requirements it proves
 */
record MarkedTest(String name, Set<String> ids) {
    private static final List<String> MODULES = List.of("common", "registration", "gateway");
    private static final String MARK = "(?m)^\\s+@%1$s\\(([^)]*)\\)(?:(?!@%1$s\\b)[\\s\\S])*?\\bvoid\\s+(\\w+)\\s*\\(";

    /** Run by the profile {@code faults} only. */
    boolean ofFaults() {
        return name.substring(0, name.indexOf('.')).endsWith("Faults");
    }

    static List<MarkedTest> all(Path root, String mark) throws IOException {
        List<MarkedTest> all = new ArrayList<>();
        for (String module : MODULES) {
            Path tests = root.resolve(module).resolve("src/test/java");
            if (Files.isDirectory(tests)) {
                try (Stream<Path> files = Files.walk(tests)) {
                    files.filter(file -> file.toString().endsWith(".java"))
                            .forEach(file -> all.addAll(in(mark, stem(file), text(file))));
                }
            }
        }
        all.sort(Comparator.comparing(MarkedTest::name));
        return all;
    }

    /** @param mark the name of the annotation */
    static List<MarkedTest> in(String mark, String className, String source) {
        List<MarkedTest> found = new ArrayList<>();
        Matcher marked = Pattern.compile(MARK.formatted(mark)).matcher(source);
        while (marked.find()) {
            Set<String> ids = Arrays.stream(marked.group(1).split("[{},\"\\s]+", -1))
                    .filter(each -> !each.isEmpty())
                    .collect(Collectors.toSet());
            found.add(new MarkedTest(className + "." + marked.group(2), ids));
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
