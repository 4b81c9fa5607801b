package dev.gatehouse.gateway.app;

/** The command line can't be understood; the message says why in one sentence. */
final class UsageMistake extends RuntimeException {
    UsageMistake(String sentence) {
        super(sentence);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
