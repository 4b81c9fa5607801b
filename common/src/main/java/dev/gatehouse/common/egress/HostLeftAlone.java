package dev.gatehouse.common.egress;

import dev.gatehouse.common.failure.Failure;
import java.time.Duration;

/** The host took no connection several times in a row, so it was not tried: 503 {@code ehr-not-tried}. */
public final class HostLeftAlone extends Failure.Unavailable implements NoAnswer {
    HostLeftAlone(String host, Duration left) {
        super(
                "ehr-not-tried",
                host + " took no connection several times in a row, so it was not tried for the moment.",
                left,
                null);
    }

    @Override
    public Stage stage() {
        return Stage.NOT_CONNECTED;
    }
}
