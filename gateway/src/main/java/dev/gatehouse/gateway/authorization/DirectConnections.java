package dev.gatehouse.gateway.authorization;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.StaleRow;
import dev.gatehouse.common.database.UniqueViolation;
import dev.gatehouse.common.ehr.ApplicationType;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.gateway.connection.Connection;
import dev.gatehouse.gateway.connection.Connections;
import dev.gatehouse.gateway.connection.EndUser;
import dev.gatehouse.gateway.connection.GrantType;
import dev.gatehouse.gateway.connection.Granted;
import dev.gatehouse.gateway.token.ClientGrants;
import dev.gatehouse.gateway.token.NewGrants;
import dev.gatehouse.gateway.token.NoToken;
import dev.gatehouse.registration.application.Application;
import io.vertx.core.Future;
import java.util.Optional;

/** Connections of system applications, which nobody has to sign in for (SMART App Launch 2.2, "Backend Services"). */
public final class DirectConnections {
    /** Nobody in particular: the practice itself lets a system application in. */
    static final EndUser PRACTICE = new EndUser("practice", null, null);

    private static final int MOST_COLLISIONS = 20;

    private final Database database;
    private final Places places;
    private final Connections connections;
    private final ClientGrants clientGrants;
    private final NewGrants grants;

    public DirectConnections(
            Database database, Places places, Connections connections, ClientGrants clientGrants, NewGrants grants) {
        this.database = database;
        this.places = places;
        this.connections = connections;
        this.clientGrants = clientGrants;
        this.grants = grants;
    }

    /** @param isNew false if a living connection was renewed */
    record Made(Connection connection, boolean isNew) {}

    /**
     * Asks for a token at once, and makes the connection when there is one, or renews the living one. Nothing is kept of a
     * try without a token.
     *
     * <p>Fails with 404 {@code application-unknown} or {@code endpoint-unknown}, 409 {@code application-has-users}, {@code
     * endpoint-kind-differs}, {@code practice-not-authorized}, {@code scopes-missing}, {@code credential-missing} or {@code
     * application-misconfigured}, and like any token request.
     */
    Future<Made> connect(Author by, String applicationId, String endpointId) {
        return places.of(by.tenant(), applicationId, endpointId)
                .compose(place -> place.application().type() == ApplicationType.SYSTEM
                        ? connections
                                .living(by.tenant(), applicationId, endpointId, PRACTICE.id())
                                .compose(before -> mint(place, before))
                                .compose(minted -> keep(by, place, minted))
                        : Future.failedFuture(new Failure.Conflict(
                                "application-has-users",
                                "Somebody has to sign in for this application: make a connect session. To take over a"
                                        + " grant from elsewhere, send it as grant.")));
    }

    private Future<ClientGrants.Minted> mint(Places.Place place, Optional<Connection> before) {
        Application application = place.application();
        return clientGrants
                .mintFirst(new ClientGrants.Ask(
                        application.tenant(),
                        application.id(),
                        application.ehr(),
                        place.practice().id(),
                        place.endpoint().baseUrl(),
                        application.scopes(),
                        before.map(Connection::scopeDialect).orElse(null),
                        null))
                .recover(failure -> Future.failedFuture(inOurWords(failure)));
    }

    /** What somebody here or at the practice has to put right is no failure of the EHR. */
    private static Throwable inOurWords(Throwable failure) {
        if (!(failure instanceof NoToken refused)) {
            return failure;
        }
        return switch (refused.outcome()) {
            case PRACTICE_NOT_AUTHORIZED, INVALID_SCOPE ->
                new Failure.Conflict(refused.code(), refused.detail(), refused);
            case CLIENT_BROKEN ->
                new Failure.Conflict(
                        "application-misconfigured",
                        "The EHR refuses this application's credential. Test it with POST"
                                + " …/credentials/{version}/test.",
                        refused);
            default -> failure;
        };
    }

    private Future<Made> keep(Author by, Places.Place place, ClientGrants.Minted minted) {
        Granted granted = new Granted(
                by.tenant(),
                place.application().id(),
                place.application().ehr(),
                place.practice().id(),
                place.practice().name(),
                place.endpoint().id(),
                place.endpoint().kind(),
                place.endpoint().baseUrl(),
                GrantType.CLIENT_CREDENTIALS,
                PRACTICE,
                place.application().scopes(),
                minted.granted(),
                minted.dialect(),
                false,
                minted.answer().launchContext().toJson().encode(),
                null,
                false);
        return keep(by, granted, minted, MOST_COLLISIONS)
                .onSuccess(made -> grants.kept(by.tenant(), made.connection().id()));
    }

    /** Whoever made the same connection a moment ago was first: this token renews it. */
    private Future<Made> keep(Author by, Granted granted, ClientGrants.Minted minted, int collisions) {
        return database.inTransaction(tx -> connections
                        .living(tx, by.tenant(), granted.applicationId(), granted.endpointId(), PRACTICE.id())
                        .compose(before -> connections
                                .connected(tx, by, granted)
                                .compose(connection -> grants.keep(tx, connection, minted.answer())
                                        .map(new Made(connection, before.isEmpty())))))
                .recover(
                        failure -> collisions > 0 && (failure instanceof UniqueViolation || failure instanceof StaleRow)
                                ? keep(by, granted, minted, collisions - 1)
                                : Future.failedFuture(failure));
    }
}
