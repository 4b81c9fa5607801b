package dev.gatehouse.registration.credential;

import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.registration.application.Application;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tries a credential at an EHR; the gateway, which speaks to EHRs, does it. */
@FunctionalInterface
public interface CredentialProbe {

    /** Never fails for what the EHR does: that is the finding. Fails if the place is wrong, before anything is sent. */
    Future<Finding> probe(TenantId tenant, Application application, OpenedCredential credential, Place at);

    /**
     * Where it is tried: exactly one of the two.
     *
     * @param endpointId of the directory
     * @param baseUrl a FHIR base
     */
    record Place(@Nullable String endpointId, @Nullable String baseUrl) {}

    /** What was found. */
    enum Outcome {
        /** The EHR accepts it. */
        OK,
        /** The EHR does not know the client id. */
        WRONG_CLIENT_ID,
        /** The EHR knows the client id and refuses the secret or the signature. */
        WRONG_SECRET,
        /** The secret is sent in a way that the EHR does not take. */
        WRONG_METHOD,
        /** The client is accepted, the scopes are not. */
        SCOPE_NOT_AUTHORIZED,
        /** The client is accepted, but this practice has not let it in. */
        PRACTICE_NOT_AUTHORIZED,
        /** There was no usable answer. */
        UNREACHABLE,
        /** The EHR's metadata can't be used. */
        NO_DISCOVERY,
        /** The EHR's answers do not let one tell. */
        UNCLEAR;

        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * One thing that was tried.
     *
     * @param detail a plain sentence; never a secret
     */
    record Step(String name, boolean ok, String detail) {}

    /**
     * @param explanation what it means and what to do, in one or two plain sentences
     */
    record Finding(Outcome outcome, String explanation, List<Step> steps, Instant testedAt) {
        public Finding {
            steps = List.copyOf(steps);
        }
    }
}
