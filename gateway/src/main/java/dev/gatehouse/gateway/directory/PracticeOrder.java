package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Mistake;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a list of practices is looked through.
 *
 * @param by what comes first
 * @param added only those of the EHRs' lists or only those added by hand; null for both
 * @param skip how many to pass over, for pages with numbers; a cursor wins over it
 */
record PracticeOrder(By by, @Nullable Added added, int skip) {
    static final PracticeOrder BEST_FIRST = new PracticeOrder(By.RELEVANCE, null, 0);
    private static final int MOST_SKIPPED = 10_000_000;

    /** What comes first. */
    enum By {
        /** What fits the words best. */
        RELEVANCE,
        NAME,
        NAME_DOWN
    }

    /** Where a practice is from. */
    enum Added {
        LIST,
        HAND
    }

    /** As a request asks for it; 400 {@code input-invalid}. */
    static PracticeOrder of(@Nullable String sort, @Nullable String added, @Nullable String skip) {
        By by = switch (sort == null ? "relevance" : sort) {
            case "relevance" -> By.RELEVANCE;
            case "name" -> By.NAME;
            case "-name" -> By.NAME_DOWN;
            default -> throw invalid("sort", "should be one of relevance, name, -name");
        };
        if (added != null && !added.equals("list") && !added.equals("hand")) {
            throw invalid("added", "should be one of list, hand");
        }
        return new PracticeOrder(
                by, added == null ? null : Added.valueOf(added.toUpperCase(Locale.ROOT)), number(skip));
    }

    private static int number(@Nullable String skip) {
        try {
            int number = skip == null ? 0 : Integer.parseInt(skip);
            if (number >= 0 && number <= MOST_SKIPPED) {
                return number;
            }
        } catch (NumberFormatException e) {
            // named below
        }
        throw invalid("skip", "should be a number from 0 to " + MOST_SKIPPED);
    }

    private static Failure.Invalid invalid(String path, String message) {
        return new Failure.Invalid(
                "input-invalid", "One field needs another look.", List.of(new Mistake(path, message)));
    }
}
