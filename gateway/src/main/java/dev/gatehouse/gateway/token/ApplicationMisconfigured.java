package dev.gatehouse.gateway.token;

import dev.gatehouse.common.failure.Failure;

/** The EHR refuses the application itself, so no connection of it can get a token: 409 {@code application-misconfigured}. */
public final class ApplicationMisconfigured extends Failure.Conflict {
    private final String applicationId;
    private final long epoch;

    /** @param epoch of the application's {@linkplain ApplicationBreaker#epoch breaker} when it was refused */
    ApplicationMisconfigured(String applicationId, long epoch) {
        super(
                "application-misconfigured",
                "The EHR refuses this application's credential. Check client id, secret and authentication method;"
                        + " practices need not connect again.");
        this.applicationId = applicationId;
        this.epoch = epoch;
    }

    String applicationId() {
        return applicationId;
    }

    /** True once it need not be believed any more. */
    boolean isOutdated(ApplicationBreaker breaker) {
        return breaker.epoch(applicationId) != epoch;
    }
}
