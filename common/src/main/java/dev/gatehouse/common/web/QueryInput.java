package dev.gatehouse.common.web;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Mistake;
import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads parameters of a query; mistakes are named together. */
public final class QueryInput {
    private static final int LONGEST = 1000;

    private final MultiMap parameters;
    private final List<Mistake> mistakes = new ArrayList<>();

    public QueryInput(MultiMap parameters) {
        this.parameters = parameters;
    }

    /** Null if it is missing or empty. */
    public @Nullable String text(String name) {
        String value = parameters.get(name);
        if (value == null || value.isBlank()) {
            return null;
        }
        if (value.length() > LONGEST || value.indexOf('\0') >= 0) {
            mistake(name, "should be a text of at most " + LONGEST + " characters");
            return null;
        }
        return value;
    }

    public @Nullable Instant time(String name) {
        String value = text(name);
        if (value == null) {
            return null;
        }
        try {
            Instant time = OffsetDateTime.parse(value).toInstant();
            if (time.isAfter(Instant.EPOCH) && time.isBefore(Instant.parse("2100-01-01T00:00:00Z"))) {
                return time;
            }
        } catch (DateTimeException e) {
            // told below
        }
        mistake(name, "should be a time like 2026-11-23T12:00:00Z");
        return null;
    }

    public @Nullable Integer number(String name, int least, int most) {
        String value = text(name);
        if (value == null) {
            return null;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        mistake(name, "should be a number from " + least + " to " + most);
        return null;
    }

    public void mistake(String name, String message) {
        mistakes.add(new Mistake(name, message));
    }

    /** Fails with 400 {@code input-invalid} if there was a mistake. */
    public void refuseMistakes() {
        if (!mistakes.isEmpty()) {
            throw new Failure.Invalid(
                    "input-invalid",
                    mistakes.size() == 1
                            ? "One field needs another look."
                            : mistakes.size() + " fields need another look.",
                    List.copyOf(mistakes));
        }
    }
}
