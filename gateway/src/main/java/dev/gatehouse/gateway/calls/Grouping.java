package dev.gatehouse.gateway.calls;

import java.util.Arrays;
import java.util.Optional;

/** By what sums are told apart. */
enum Grouping {
    PRACTICE("practice", "practice_id"),
    CONNECTION("connection", "scope_id"),
    APPLICATION("application", "application_id");

    private final String text;
    private final String column;

    Grouping(String text, String column) {
        this.text = text;
        this.column = column;
    }

    String text() {
        return text;
    }

    String column() {
        return column;
    }

    static Optional<Grouping> of(String text) {
        return Arrays.stream(values()).filter(each -> each.text.equals(text)).findFirst();
    }
}
