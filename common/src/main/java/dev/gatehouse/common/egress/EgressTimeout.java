package dev.gatehouse.common.egress;

import dev.gatehouse.common.failure.Failure;

/** The other side took longer than we wait: 504 {@code ehr-timeout}. */
public final class EgressTimeout extends Failure.UpstreamTimeout implements NoAnswer {
    private final Stage stage;

    EgressTimeout(Stage stage, String message) {
        super("ehr-timeout", message);
        this.stage = stage;
    }

    @Override
    public Stage stage() {
        return stage;
    }
}
