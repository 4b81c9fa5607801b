package dev.gatehouse.gateway.authorization;

import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.ehr.EndpointKind;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.gateway.directory.PracticeEndpoint;
import dev.gatehouse.registration.application.Application;
import java.util.Set;

/** Which endpoints an application may connect to: its EHR's, of the kinds its type is for. */
public final class EndpointChoice {
    private final EhrProfiles profiles;

    public EndpointChoice(EhrProfiles profiles) {
        this.profiles = profiles;
    }

    Set<EndpointKind> kinds(Application application) {
        EhrProfile.TypeRules rules =
                profiles.of(application.ehr()).applicationTypes().get(application.type());
        return rules == null ? Set.of() : rules.endpoints();
    }

    /**
     * The endpoint, if it fits. Fails with 404 {@code endpoint-unknown} for another EHR's or one that is no longer listed,
     * and 409 {@code endpoint-kind-differs}.
     */
    PracticeEndpoint check(Application application, PracticeEndpoint endpoint) {
        if (!endpoint.ehr().equals(application.ehr()) || endpoint.removed()) {
            throw new Failure.Missing("endpoint-unknown", "There is no endpoint with this id.");
        }
        if (!kinds(application).contains(endpoint.kind())) {
            throw new Failure.Conflict(
                    "endpoint-kind-differs",
                    "This endpoint is for " + (endpoint.kind() == EndpointKind.PATIENT ? "patients" : "practice staff")
                            + ", this application is not.");
        }
        return endpoint;
    }
}
