package dev.gatehouse.registration.evidence;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Names of files, as strangers choose them. */
final class EvidenceName {
    private static final int LONGEST = 200;

    private EvidenceName() {}

    /** What is wrong with a name; empty if it may be kept and shown. */
    static Optional<String> wrong(String name) {
        if (name.isEmpty() || name.length() > LONGEST) {
            return Optional.of("should have 1 to " + LONGEST + " characters");
        }
        if (name.contains("/") || name.contains("\\") || name.equals(".") || name.equals("..")) {
            return Optional.of("should be the name of a file, without folders");
        }
        boolean plain = name.codePoints().noneMatch(EvidenceName::misleads);
        return plain ? Optional.empty() : Optional.of("holds characters that can't be shown safely");
    }

    /** Control characters, lone surrogates, and marks that turn the direction of what follows. */
    private static boolean misleads(int letter) {
        return switch (Character.getType(letter)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE -> true;
            default -> false;
        };
    }

    /** {@code Content-Disposition} (RFC 6266): always a download, with a plain name for old clients. */
    static String disposition(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9._ -]", "_");
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
        return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + encoded;
    }
}
