package dev.gatehouse.gateway.webhook;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a try ended.
 *
 * @param status HTTP status or SMTP reply; null if there was none
 * @param code stable, kebab-case; empty if it was taken
 * @param text one plain sentence; empty if it was taken
 * @param notBefore how long the receiver asked to be left alone; null if it did not
 * @param head what the receiver's answer began with, a header a line; null if there was none
 */
record Outcome(
        Kind kind,
        @Nullable Integer status,
        String code,
        String text,
        @Nullable Duration notBefore,
        @Nullable String head) {
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

    Outcome(Kind kind, @Nullable Integer status, String code, String text) {
        this(kind, status, code, text, null, null);
    }

    Outcome with(@Nullable String answerHead) {
        return new Outcome(kind, status, code, text, notBefore, answerHead);
    }

    static Outcome taken(@Nullable Integer status) {
        return new Outcome(Kind.TAKEN, status, "", "");
    }
}
