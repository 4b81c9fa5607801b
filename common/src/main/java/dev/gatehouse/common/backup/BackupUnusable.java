package dev.gatehouse.common.backup;

/** A backup that can't be made, opened or put back; the message is one plain sentence for the operator, without secrets. */
public final class BackupUnusable extends RuntimeException {
    public BackupUnusable(String sentence) {
        super(sentence);
    }

    public BackupUnusable(String sentence, Throwable cause) {
        super(sentence, cause);
    }

    /** The sentence. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
