package dev.gatehouse.gateway.webhook;

import org.jspecify.annotations.Nullable;

/**
 * How a try ended.
 *
 * @param status HTTP status or SMTP reply; null if there was none
 * @param code stable, kebab-case; empty if it was taken
 * @param text one plain sentence; empty if it was taken
 */
record Outcome(Kind kind, @Nullable Integer status, String code, String text) {
    private static final int LONGEST = 1000;

    enum Kind {
        TAKEN,
        /** Worth another try. */
        NOT_NOW,
        /** No use in trying again. */
        NEVER,
        /** No use in sending anything there again. */
        GONE
    }

    Outcome {
        text = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    }

    static Outcome taken(@Nullable Integer status) {
        return new Outcome(Kind.TAKEN, status, "", "");
    }
}
