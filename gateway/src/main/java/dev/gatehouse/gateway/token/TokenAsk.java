package dev.gatehouse.gateway.token;

import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.connection.Connections;
import dev.gatehouse.gateway.connection.PracticeConnection;
import dev.gatehouse.gateway.smart.SmartDiscovery;
import io.vertx.core.Future;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks an EHR for the next token of a grant, and lets traffic and breaker learn from how it went. */
final class TokenAsk {
    private static final Logger log = LoggerFactory.getLogger(TokenAsk.class);

    private final Connections connections;
    private final TokenClients clients;
    private final TokenEndpoint endpoint;
    private final ClientGrants clientGrants;
    private final SmartDiscovery discovery;
    private final TokenTraffic traffic;
    private final ApplicationBreaker breaker;

    TokenAsk(
            Connections connections,
            TokenClients clients,
            TokenEndpoint endpoint,
            ClientGrants clientGrants,
            SmartDiscovery discovery,
            TokenTraffic traffic,
            ApplicationBreaker breaker) {
        this.connections = connections;
        this.clients = clients;
        this.endpoint = endpoint;
        this.clientGrants = clientGrants;
        this.discovery = discovery;
        this.traffic = traffic;
        this.breaker = breaker;
    }

    /** Fails with what the EHR refused it with, or with {@link NoToken} of unknown outcome. */
    Future<TokenAnswer> ask(Attempt attempt) {
        PracticeConnection connection = attempt.connection();
        Integer credential = attempt.claim().grant().credential();
        SecretText refreshToken = attempt.sent();
        Future<TokenAnswer> answer = refreshToken == null
                ? clientGrants
                        .mint(ClientGrants.Ask.again(connection, credential))
                        .onSuccess(minted -> remember(connection, minted))
                        .map(ClientGrants.Minted::answer)
                : clients.call(
                                connection.tenant(),
                                connection.applicationId(),
                                connection.practiceId(),
                                credential,
                                client -> endpoint.refresh(attempt.profile(), attempt.server(), client, refreshToken))
                        .map(TokenClients.Accepted::answer);
        return answer.onComplete(done -> answered(attempt, done.cause()));
    }

    private void answered(Attempt attempt, @Nullable Throwable failure) {
        traffic.ended(attempt.server().endpoint(), failure);
        PracticeConnection connection = attempt.connection();
        String application = connection.applicationId();
        NoToken.Outcome outcome = failure instanceof NoToken refused ? refused.outcome() : null;
        boolean accepted = failure == null || outcome == NoToken.Outcome.DENIED;
        boolean refused = outcome == NoToken.Outcome.CLIENT_BROKEN;
        if (refused || (accepted && breaker.counts(application))) {
            clients.isPracticesOwn(connection, attempt.claim().grant().credential())
                    .onSuccess(own -> {
                        if (!own && accepted) {
                            breaker.accepted(application);
                        } else if (!own) {
                            breaker.refused(application, attempt.epoch());
                        }
                    });
        }
    }

    /** The next request may begin with what this one ended with; if that gets lost, it is found out again. */
    private void remember(PracticeConnection connection, ClientGrants.Minted minted) {
        if (minted.dialect() != connection.scopeDialect()) {
            connections
                    .spoke(connection.tenant(), connection.id(), minted.dialect())
                    .onFailure(failure -> log.warn(
                            "connection {}: the spelling of its scopes could not be noted, {}",
                            connection.id(),
                            failure.getClass().getName()));
        }
    }

    /** Where the token endpoint is now, if there is none any more where we looked. */
    Future<Optional<TokenServer>> movedTo(Attempt attempt, Throwable failure) {
        if (!(failure instanceof NoToken refused) || !refused.isEndpointSuspect()) {
            return Future.succeededFuture(Optional.empty());
        }
        return discovery
                .refetch(attempt.profile(), attempt.connection().baseUrl())
                .map(smart -> Optional.of(TokenServer.of(smart))
                        .filter(now -> !now.endpoint().equals(attempt.server().endpoint())))
                .recover(unread -> Future.succeededFuture(Optional.empty()));
    }
}
