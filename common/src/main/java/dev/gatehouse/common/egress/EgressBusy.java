package dev.gatehouse.common.egress;

import dev.gatehouse.common.failure.Failure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Too many of our own calls wait for this host already: 503 {@code ehr-calls-queued}. The host itself was not asked. */
public final class EgressBusy extends Failure.Unavailable implements NoAnswer {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    EgressBusy(String host, @Nullable Throwable cause) {
        super("ehr-calls-queued", "Too many calls to " + host + " wait already.", RETRY_AFTER, cause);
    }

    @Override
    public Stage stage() {
        return Stage.NOT_CONNECTED;
    }
}
