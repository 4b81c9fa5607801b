package dev.gatehouse.gateway.token;

import dev.gatehouse.common.egress.Egress;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Mistake;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.smart.SmartDiscovery;
import dev.gatehouse.registration.application.Application;
import dev.gatehouse.registration.credential.CredentialProbe;
import dev.gatehouse.registration.credential.OpenedCredential;
import io.vertx.core.Future;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Objects;

/**
 * Tries credentials at EHRs with a request that can't succeed by itself: an invented authorization code. A server that
 * answers {@code invalid_grant} has accepted the client before it looked at the code (RFC 6749, section 5.2). System
 * applications ask for a token in earnest and throw it away. At most six requests; no user and no grant is touched.
 */
public final class TokenProbe implements CredentialProbe {
    /** The FHIR base of an endpoint of the directory; fails with 404 {@code endpoint-unknown}. */
    @FunctionalInterface
    public interface Bases {
        Future<URI> of(TenantId tenant, String endpointId);
    }

    /** What a probe needs, whoever is probed. */
    record Tools(Egress egress, SmartDiscovery discovery, TokenEndpoint endpoint, SecureRandom random, Clock clock) {}

    private final Tools tools;
    private final EhrProfiles profiles;
    private final Bases bases;
    private final String publicUrl;

    public TokenProbe(
            Egress egress,
            SmartDiscovery discovery,
            TokenEndpoint endpoint,
            EhrProfiles profiles,
            Bases bases,
            SecureRandom random,
            Clock clock,
            String publicUrl) {
        this.tools = new Tools(egress, discovery, endpoint, random, clock);
        this.profiles = profiles;
        this.bases = bases;
        this.publicUrl = publicUrl;
    }

    @Override
    public Future<Finding> probe(TenantId tenant, Application application, OpenedCredential credential, Place at) {
        EhrProfile profile = profiles.of(application.ehr());
        ClientCredentials client = TokenClients.proof(application, credential);
        String redirectUri = publicUrl + "/oauth/callback/" + application.ehr();
        return base(bases, tenant, at)
                .compose(base -> new ProbeRun(tools, profile, application, client, base, redirectUri).run());
    }

    /** Fails with 400 {@code input-invalid} unless the place is exactly one. */
    static Future<URI> base(Bases bases, TenantId tenant, CredentialProbe.Place at) {
        if ((at.endpointId() == null) == (at.baseUrl() == null)) {
            throw mistake("endpointId", "should be given, or else baseUrl");
        }
        if (at.endpointId() != null) {
            return bases.of(tenant, at.endpointId());
        }
        try {
            return Future.succeededFuture(new URI(Objects.requireNonNull(at.baseUrl())));
        } catch (URISyntaxException e) {
            throw mistake("baseUrl", "should be an absolute address");
        }
    }

    private static Failure.Invalid mistake(String path, String message) {
        return new Failure.Invalid(
                "input-invalid", "One field needs another look.", List.of(new Mistake(path, message)));
    }
}
