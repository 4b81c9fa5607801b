package dev.gatehouse.gateway.app;

/** A step of the demo, or a call of the command line, did not go as it should; the message says how. */
final class CallFailed extends RuntimeException {
    CallFailed(String message) {
        super(message);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
