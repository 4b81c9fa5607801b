package dev.gatehouse.gateway.authorization;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Problem;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.gateway.connection.Connection;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.connection.ConnectionState;
import dev.gatehouse.gateway.connection.Connections;
import dev.gatehouse.gateway.connection.GrantType;
import dev.gatehouse.gateway.connection.Grants;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One act on several connections, each with a verdict of its own: what fails for one stops none of the others. */
public final class ConnectionActs {
    private static final Logger log = LoggerFactory.getLogger(ConnectionActs.class);
    /** So that a hundred refreshes neither wait for the slowest EHR one by one, nor come at once. */
    private static final int AT_ONCE = 4;

    /** What can be done. */
    enum Act {
        REFRESH,
        PAUSE,
        RESUME,
        RECONNECT_LINK;

        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Optional<Act> of(String text) {
            return Arrays.stream(values())
                    .filter(each -> each.text().equals(text))
                    .findFirst();
        }
    }

    /**
     * What came of it for one connection.
     *
     * @param problem why it was not done; null if it was
     * @param link to connect again; null unless that was asked for and could be made
     */
    record Verdict(String id, @Nullable Problem problem, ConnectSessions.@Nullable Made link) {}

    private final Connections connections;
    private final Grants grants;
    private final ConnectSessions sessions;

    public ConnectionActs(Connections connections, Grants grants, ConnectSessions sessions) {
        this.connections = connections;
        this.grants = grants;
        this.sessions = sessions;
    }

    /** In the order of the ids; never fails. */
    Future<List<Verdict>> on(Caller by, Act act, List<ConnectionId> ids, @Nullable String reason) {
        List<Verdict> verdicts = new ArrayList<>(
                ids.stream().map(id -> new Verdict(id.value(), null, null)).toList());
        AtomicInteger next = new AtomicInteger();
        List<Future<Void>> lanes = new ArrayList<>();
        for (int i = 0; i < Math.min(AT_ONCE, ids.size()); i++) {
            lanes.add(lane(by, act, ids, reason, verdicts, next));
        }
        return Future.all(lanes).map(done -> List.copyOf(verdicts));
    }

    private Future<Void> lane(
            Caller by,
            Act act,
            List<ConnectionId> ids,
            @Nullable String reason,
            List<Verdict> verdicts,
            AtomicInteger next) {
        int mine = next.getAndIncrement();
        if (mine >= ids.size()) {
            return Future.succeededFuture();
        }
        return one(by, act, ids.get(mine), reason)
                .onSuccess(verdict -> verdicts.set(mine, verdict))
                .compose(done -> lane(by, act, ids, reason, verdicts, next));
    }

    private Future<Verdict> one(Caller by, Act act, ConnectionId id, @Nullable String reason) {
        return act(by, act, id, reason)
                .map(link -> new Verdict(id.value(), null, link.orElse(null)))
                .otherwise(failure -> {
                    if (!(failure instanceof Failure)) {
                        log.error("An act on a connection failed for a reason we did not foresee", failure);
                    }
                    return new Verdict(id.value(), Problem.of(failure), null);
                });
    }

    private Future<Optional<ConnectSessions.Made>> act(Caller by, Act act, ConnectionId id, @Nullable String reason) {
        return switch (act) {
            case REFRESH ->
                connections
                        .of(by, id)
                        .compose(connection -> grants.refreshNow(by.author(), connection))
                        .map(Optional.empty());
            case PAUSE -> grants.pause(by.author(), id, true, reason).map(Optional.empty());
            case RESUME -> grants.pause(by.author(), id, false, null).map(Optional.empty());
            case RECONNECT_LINK ->
                connections
                        .find(by.tenant(), id)
                        .compose(connection -> link(by.author(), connection))
                        .map(Optional::of);
        };
    }

    private Future<ConnectSessions.Made> link(Author by, Connection connection) {
        if (connection.state() == ConnectionState.REVOKED) {
            return Future.failedFuture(
                    new Failure.Conflict("connection-revoked", "This connection was ended. Make a new one instead."));
        }
        if (connection.grantType() == GrantType.CLIENT_CREDENTIALS) {
            return Future.failedFuture(new Failure.Conflict(
                    "application-has-no-user",
                    "Nobody signs in to a system application, so there is nobody to invite."));
        }
        return sessions.create(
                by,
                new ConnectSessions.Invitation(
                        connection.applicationId(),
                        connection.endpointId(),
                        connection.id(),
                        connection.endUser(),
                        null,
                        List.of(),
                        true));
    }
}
