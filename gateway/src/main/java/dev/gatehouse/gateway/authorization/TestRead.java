package dev.gatehouse.gateway.authorization;

import dev.gatehouse.common.egress.Destination;
import dev.gatehouse.common.egress.Egress;
import dev.gatehouse.common.egress.SmallAnswer;
import dev.gatehouse.common.egress.SmallRequest;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Problem;
import dev.gatehouse.gateway.connection.Connection;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.connection.Connections;
import dev.gatehouse.gateway.token.AccessToken;
import dev.gatehouse.gateway.token.AccessTokens;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;

/**
 * The first read through a new connection, so that whoever connected it sees that it works: one patient at most, of whose
 * record nothing is kept or shown.
 */
public final class TestRead {
    private static final int MOST_BYTES = 1024 * 1024;

    private final Connections connections;
    private final AccessTokens tokens;
    private final Egress egress;
    private final EhrProfiles profiles;

    public TestRead(Connections connections, AccessTokens tokens, Egress egress, EhrProfiles profiles) {
        this.connections = connections;
        this.tokens = tokens;
        this.egress = egress;
        this.profiles = profiles;
    }

    /** {@code {ok, milliseconds}} or {@code {ok: false, code}}; 409 {@code not-connected} before there is a connection. */
    Future<JsonObject> of(ConnectSession session) {
        ConnectionId id = session.connectionId();
        if (session.state() != ConnectSession.State.CONNECTED || id == null) {
            return Future.failedFuture(
                    new Failure.Conflict("not-connected", "This link has not led to a connection yet."));
        }
        return connections
                .find(session.tenant(), id)
                .compose(connection -> tokens.current(connection.forCalls())
                        .compose(token -> send(connection, token))
                        .map(TestRead::outcome)
                        .recover(failure -> Future.succeededFuture(new JsonObject()
                                .put("ok", false)
                                .put("code", Problem.of(failure).code()))));
    }

    Future<SmallAnswer> send(Connection connection, AccessToken token) {
        Destination to = egress.destination(
                connection.baseUrl(), profiles.of(connection.ehr()).hosts());
        String base = connection.baseUrl().getRawPath();
        String root = base.endsWith("/") ? base : base + "/";
        return egress.send(SmallRequest.get(
                to,
                root + path(connection),
                Map.of("Authorization", token.authorization().toString(), "Accept", "application/fhir+json"),
                MOST_BYTES));
    }

    private static String path(Connection connection) {
        String patient = connection.launchContext() == null
                ? null
                : new JsonObject(connection.launchContext()).getString("patient");
        boolean plain = patient != null && patient.matches("[A-Za-z0-9.-]{1,64}");
        return plain ? "Patient/" + patient : "Patient?_count=1";
    }

    private static JsonObject outcome(SmallAnswer answer) {
        return answer.isSuccess()
                ? new JsonObject()
                        .put("ok", true)
                        .put(
                                "milliseconds",
                                Duration.between(answer.sentAt(), answer.receivedAt())
                                        .toMillis())
                : new JsonObject().put("ok", false).put("code", "ehr-answered-" + answer.status());
    }
}
