package dev.gatehouse.gateway.authorization;

import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.directory.Directory;
import dev.gatehouse.gateway.directory.Practice;
import dev.gatehouse.gateway.directory.PracticeEndpoint;
import dev.gatehouse.registration.application.Application;
import dev.gatehouse.registration.application.Applications;
import io.vertx.core.Future;

/** Finds where a connection without a browser is to be made. */
public final class Places {
    private final Applications applications;
    private final Directory directory;
    private final EndpointChoice choice;

    public Places(Applications applications, Directory directory, EndpointChoice choice) {
        this.applications = applications;
        this.directory = directory;
        this.choice = choice;
    }

    /** One application at one endpoint of a practice. */
    record Place(Application application, Practice practice, PracticeEndpoint endpoint) {}

    /** Fails with 404 {@code application-unknown} or {@code endpoint-unknown}, and 409 {@code endpoint-kind-differs}. */
    Future<Place> of(TenantId tenant, String applicationId, String endpointId) {
        return applications
                .of(tenant, applicationId)
                .compose(application -> directory
                        .endpoint(tenant, endpointId)
                        .map(endpoint -> choice.check(application, endpoint))
                        .compose(endpoint -> directory
                                .practice(tenant, endpoint.practiceId())
                                .map(practice -> new Place(application, practice, endpoint))));
    }
}
