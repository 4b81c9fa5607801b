package dev.gatehouse.gateway.token;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;

import dev.gatehouse.common.egress.Egress;
import dev.gatehouse.common.egress.EgressSettings;
import dev.gatehouse.common.egress.HostResolver;
import dev.gatehouse.common.ehr.ClientAuthentication;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.testing.MovableClock;
import dev.gatehouse.gateway.testing.Profiles;
import dev.gatehouse.gateway.testing.ScriptedServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A token endpoint of ours and an EHR that answers it as the test says. */
abstract class TokenEndpointFixture {
    static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    static final SecretText REFRESH = new SecretText("refresh-canary-1");
    static final SecretText SECRET = new SecretText("s3cr:t+%é canary");
    static final ClientCredentials BASIC =
            new ClientCredentials("client 1", SECRET, ClientAuthentication.CLIENT_SECRET_BASIC);
    static final String GOOD = "{\"access_token\":\"at-1\",\"token_type\":\"bearer\",\"expires_in\":300}";

    final MovableClock clock = new MovableClock(NOON);
    final EhrProfile profile = Profiles.closed();

    Vertx vertx;
    ScriptedServer ehr;
    Egress egress;
    TokenEndpoint endpoint;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        ehr = new ScriptedServer(vertx);
        egress = egress(EgressSettings.allowing(Set.of(ehr.authority())));
        endpoint = endpoint(egress);
    }

    @AfterEach
    void stop() {
        await(egress.close());
        await(vertx.close());
    }

    Egress egress(EgressSettings settings) {
        return new Egress(vertx, settings, HostResolver.ofPlatform(), clock);
    }

    TokenEndpoint endpoint(Egress over) {
        return new TokenEndpoint(over, new ClientAssertions(vertx, new SecureRandom(), clock));
    }

    URI token() {
        return URI.create(ehr.url("/token"));
    }

    Future<TokenAnswer> refresh(ClientCredentials client) {
        return endpoint.refresh(profile, token(), client, REFRESH);
    }

    Future<TokenAnswer> exchange() {
        return endpoint.exchange(
                profile,
                TokenServer.at(token()),
                BASIC,
                new SecretText("code"),
                "https://gate.example/cb",
                new SecretText("verifier"));
    }

    static NoToken noToken(Future<TokenAnswer> call) {
        return (NoToken) failureOf(call);
    }

    /** Everything a failure could put into a log or an answer. */
    static String told(NoToken failure) {
        return failure + " " + failure.detail() + " " + failure.vendor() + " " + failure.getCause();
    }
}
