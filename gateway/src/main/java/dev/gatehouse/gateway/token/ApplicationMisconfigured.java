package dev.gatehouse.gateway.token;

import dev.gatehouse.common.failure.Failure;

/** The EHR refuses the application itself, so no connection of it can get a token: 409 {@code application-misconfigured}. */
public final class ApplicationMisconfigured extends Failure.Conflict {
    public ApplicationMisconfigured() {
        super(
                "application-misconfigured",
                "The EHR refuses this application's credential. Check client id, secret and authentication method;"
                        + " practices need not connect again.");
    }
}
