package dev.gatehouse.common.failure;

/** A start that could not be honest: exit code 78 and this one plain sentence. */
public final class StartRefused extends RuntimeException {
    public StartRefused(String sentence) {
        super(sentence);
    }

    public StartRefused(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
