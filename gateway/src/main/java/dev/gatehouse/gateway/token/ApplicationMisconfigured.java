package dev.gatehouse.gateway.token;

import dev.gatehouse.common.failure.Failure;

/** The EHR refuses the application itself, so no connection of it can get a token: 409 {@code application-misconfigured}. */
public final class ApplicationMisconfigured extends Failure.Conflict {
    private final String applicationId;
    private final long changes;

    /** @param changes how often the application's credentials had changed when it was refused */
    ApplicationMisconfigured(String applicationId, long changes) {
        super(
                "application-misconfigured",
                "The EHR refuses this application's credential. Check client id, secret and authentication method;"
                        + " practices need not connect again.");
        this.applicationId = applicationId;
        this.changes = changes;
    }

    /** True once the credentials are others than those that were refused. */
    boolean isOutdated(TokenClients clients) {
        return clients.changes(applicationId) != changes;
    }
}
