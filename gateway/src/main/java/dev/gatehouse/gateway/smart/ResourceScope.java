package dev.gatehouse.gateway.smart;

import dev.gatehouse.common.ehr.ScopeRules.Dialect;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A scope for FHIR data, in either dialect: {@code patient/Observation.read} (v1) or {@code
 * patient/Observation.rs?category=laboratory} (v2). What v1 calls read is v2's read and search, write is create, update and
 * delete (SMART App Launch 2.2, "scopes and launch context").
 *
 * @param type {@code *} for all
 * @param letters bit set over {@code cruds}
 * @param query the constraint without its question mark; empty for none
 */
record ResourceScope(String level, String type, int letters, String query) {
    private static final Set<String> LEVELS = Set.of("patient", "user", "system");
    private static final String LETTERS = "cruds";
    private static final int READ = bits("rs");
    static final int WRITE = bits("cud");
    static final int EVERY_LETTER = READ | WRITE;

    static Optional<ResourceScope> parse(String text) {
        int mark = text.indexOf('?');
        String plain = mark < 0 ? text : text.substring(0, mark);
        int slash = plain.indexOf('/');
        int dot = plain.lastIndexOf('.');
        if (slash < 0 || dot < slash + 2 || !LEVELS.contains(plain.substring(0, slash))) {
            return Optional.empty();
        }
        int letters = letters(plain.substring(dot + 1));
        return letters == 0
                ? Optional.empty()
                : Optional.of(new ResourceScope(
                        plain.substring(0, slash),
                        plain.substring(slash + 1, dot),
                        letters,
                        mark < 0 ? "" : text.substring(mark + 1)));
    }

    /** The spelling it was written in: v1 knows three words, everything else is v2. */
    static Dialect dialect(String text) {
        String permission = text.substring(text.indexOf('.', text.indexOf('/')) + 1);
        return switch (permission) {
            case "read", "write", "*" -> Dialect.V1;
            default -> Dialect.V2;
        };
    }

    /** Nothing of it is said in words that allow more; so {@code r} alone can't be said in v1 at all. */
    Optional<String> in(Dialect dialect) {
        if (dialect == Dialect.V2) {
            return Optional.of(text(spelled()) + (query.isEmpty() ? "" : "?" + query));
        }
        boolean reads = (letters & READ) == READ;
        boolean writes = (letters & WRITE) == WRITE;
        if (!query.isEmpty() || (!reads && !writes)) {
            return Optional.empty();
        }
        return Optional.of(text(reads && writes ? "*" : reads ? "read" : "write"));
    }

    /** True if anything of it may be created, changed or deleted. */
    boolean writes() {
        return (letters & WRITE) != 0;
    }

    /** True if the other is about the same data. */
    boolean isBeside(ResourceScope other) {
        return level.equals(other.level) && type.equals(other.type) && query.equals(other.query);
    }

    ResourceScope with(int more) {
        return new ResourceScope(level, type, letters | more, query);
    }

    private String text(String permission) {
        return level + "/" + type + "." + permission;
    }

    private String spelled() {
        StringBuilder spelled = new StringBuilder();
        for (int i = 0; i < LETTERS.length(); i++) {
            if ((letters & (1 << i)) != 0) {
                spelled.append(LETTERS.charAt(i));
            }
        }
        return spelled.toString();
    }

    /** True if these, taken together, allow all of this one. */
    boolean isCoveredBy(List<ResourceScope> granted) {
        int covered = 0;
        for (ResourceScope each : granted) {
            if (each.reaches(this)) {
                covered |= each.letters;
            }
        }
        return (covered & letters) == letters;
    }

    private boolean reaches(ResourceScope wanted) {
        return level.equals(wanted.level)
                && (type.equals("*") || type.equals(wanted.type))
                && (query.isEmpty() || query.equals(wanted.query));
    }

    /** Zero if the text is no permission. Order is the server's affair: {@code sr} is read as {@code rs}. */
    private static int letters(String text) {
        return switch (text) {
            case "read" -> READ;
            case "write" -> WRITE;
            case "*" -> READ | WRITE;
            default -> bits(text);
        };
    }

    /** Bit set of letters of {@code cruds}; zero if there are others among them. */
    static int bits(String text) {
        int bits = 0;
        for (int i = 0; i < text.length(); i++) {
            int at = LETTERS.indexOf(text.charAt(i));
            if (at < 0) {
                return 0;
            }
            bits |= 1 << at;
        }
        return bits;
    }
}
