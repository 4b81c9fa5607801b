package dev.gatehouse.gateway.authorization;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.StaleRow;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.database.UniqueViolation;
import dev.gatehouse.common.ehr.ApplicationType;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.gateway.connection.Connection;
import dev.gatehouse.gateway.connection.ConnectionState;
import dev.gatehouse.gateway.connection.Connections;
import dev.gatehouse.gateway.connection.EndUser;
import dev.gatehouse.gateway.connection.GrantType;
import dev.gatehouse.gateway.connection.Granted;
import dev.gatehouse.gateway.connection.Grants;
import dev.gatehouse.gateway.token.NewGrants;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes over grants that were made elsewhere with the same client at the EHR. A refresh token without an access token is
 * used at once; the connection is pending until the EHR has taken it.
 */
public final class GrantImport {
    private static final int MOST_COLLISIONS = 20;

    private final Database database;
    private final AuditTrail audit;
    private final Places places;
    private final Connections connections;
    private final NewGrants newGrants;
    private final Grants grants;
    private final EhrProfiles profiles;
    private final Clock clock;

    public GrantImport(
            Database database,
            AuditTrail audit,
            Places places,
            Connections connections,
            NewGrants newGrants,
            Grants grants,
            EhrProfiles profiles,
            Clock clock) {
        this.database = database;
        this.audit = audit;
        this.places = places;
        this.connections = connections;
        this.newGrants = newGrants;
        this.grants = grants;
        this.profiles = profiles;
        this.clock = clock;
    }

    /**
     * What is to be taken over.
     *
     * @param replace although there is a living connection with another grant
     */
    record Wish(String applicationId, String endpointId, EndUser endUser, GrantInput grant, boolean replace) {
        NewGrants.Brought tokens() {
            return grant.tokens();
        }
    }

    /** @param proven false if the EHR has still to say whether it takes the refresh token */
    private record Kept(DirectConnections.Made made, boolean proven) {
        Connection connection() {
            return made.connection();
        }
    }

    /**
     * The same for other programs' forms.
     *
     * @param grant {@code accessToken}, {@code refreshToken}, {@code expiresAt}, {@code scope}, {@code patient}, {@code
     *     encounter}, those there are
     */
    public Future<Connection> take(
            Author by, String applicationId, String endpointId, EndUser endUser, JsonObject grant, boolean replace) {
        GrantInput input = GrantInput.read(grant, clock.instant());
        return take(by, new Wish(applicationId, endpointId, endUser, input, replace))
                .map(DirectConnections.Made::connection);
    }

    /**
     * Makes the connection, or renews the one that needs it. The same grant again changes nothing.
     *
     * <p>Fails with 404 {@code application-unknown} or {@code endpoint-unknown}, 409 {@code application-has-no-user}, {@code
     * endpoint-kind-differs} or {@code already-connected}, and 422 {@code grant-unusable}.
     */
    Future<DirectConnections.Made> take(Author by, Wish wish) {
        return places.of(by.tenant(), wish.applicationId(), wish.endpointId())
                .compose(place -> {
                    if (place.application().type() == ApplicationType.SYSTEM) {
                        throw new Failure.Conflict(
                                "application-has-no-user",
                                "A system application asks for its tokens itself; leave the grant out.");
                    }
                    wish.grant().needPatient(place.application().scopes());
                    return keep(by, wish, place, MOST_COLLISIONS);
                })
                .compose(kept -> kept.proven()
                        ? Future.succeededFuture(kept)
                        : prove(by, kept.connection()).map(kept))
                .map(Kept::made);
    }

    private Future<Kept> keep(Author by, Wish wish, Places.Place place, int collisions) {
        return database.inTransaction(tx -> keep(tx, by, wish, place))
                .onSuccess(kept -> newGrants.kept(by.tenant(), kept.connection().id()))
                .recover(
                        failure -> collisions > 0 && (failure instanceof UniqueViolation || failure instanceof StaleRow)
                                ? keep(by, wish, place, collisions - 1)
                                : Future.failedFuture(failure));
    }

    private Future<Kept> keep(Transaction tx, Author by, Wish wish, Places.Place place) {
        return connections
                .living(
                        tx,
                        by.tenant(),
                        wish.applicationId(),
                        wish.endpointId(),
                        wish.endUser().id())
                .compose(before -> before.isEmpty()
                        ? take(tx, by, wish, place, true)
                        : unchanged(tx, before.get(), wish)
                                .compose(same -> same.isPresent()
                                        ? Future.succeededFuture(
                                                new Kept(new DirectConnections.Made(same.get(), false), true))
                                        : take(tx, by, wish, place, false)));
    }

    /** The connection, if it has this very grant; empty if it may be renewed. */
    private Future<Optional<Connection>> unchanged(Transaction tx, Connection before, Wish wish) {
        return newGrants.has(tx, before, wish.tokens()).map(same -> {
            boolean over =
                    before.state() == ConnectionState.NEEDS_RECONNECT || before.state() == ConnectionState.PENDING;
            if (same && !over) {
                return Optional.of(before);
            }
            if (!over && !wish.replace()) {
                throw new Failure.Conflict(
                        "already-connected",
                        "There is a living connection with another grant, perhaps a newer one. Send replace: true if"
                                + " this one is to take its place.");
            }
            return Optional.empty();
        });
    }

    private Future<Kept> take(Transaction tx, Author by, Wish wish, Places.Place place, boolean isNew) {
        boolean proven = wish.tokens().accessToken() != null;
        return connections.takenOver(tx, by, granted(by, wish, place), proven).compose(connection -> {
            audit.record(
                    tx,
                    by,
                    "connection.imported",
                    connection.id().value(),
                    Map.of(
                            "accessToken",
                            Boolean.toString(proven),
                            "refreshToken",
                            Boolean.toString(wish.tokens().refreshToken() != null)));
            return newGrants
                    .keep(
                            tx,
                            connection,
                            wish.tokens(),
                            profiles.of(connection.ehr()).tokens().defaultLifetime(),
                            clock.instant().truncatedTo(ChronoUnit.MICROS))
                    .map(new Kept(new DirectConnections.Made(connection, isNew), proven));
        });
    }

    private static Granted granted(Author by, Wish wish, Places.Place place) {
        List<String> requested = place.application().scopes();
        List<String> granted = wish.grant().scopes();
        return new Granted(
                by.tenant(),
                place.application().id(),
                place.application().ehr(),
                place.practice().id(),
                place.practice().name(),
                place.endpoint().id(),
                place.endpoint().kind(),
                place.endpoint().baseUrl(),
                GrantType.AUTHORIZATION_CODE,
                wish.endUser(),
                requested,
                granted.isEmpty() ? requested : granted,
                null,
                wish.tokens().refreshToken() != null,
                wish.grant().launchContext().encode(),
                null,
                false);
    }

    /** How it went is in the connection's state; what may pass is tried again by itself. */
    private Future<Void> prove(Author by, Connection connection) {
        return grants.refreshNow(by, connection.forCalls())
                .recover(failure ->
                        failure instanceof Failure ? Future.succeededFuture() : Future.failedFuture(failure));
    }
}
