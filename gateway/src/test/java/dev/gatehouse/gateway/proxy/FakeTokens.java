package dev.gatehouse.gateway.proxy;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.gateway.connection.PracticeConnection;
import dev.gatehouse.gateway.token.AccessToken;
import dev.gatehouse.gateway.token.AccessTokens;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/** Tokens named token-1, token-2 and so on; a renewal gives the next one. */
final class FakeTokens implements AccessTokens {
    final AtomicInteger renewals = new AtomicInteger();
    volatile boolean grantGone;

    @Override
    public Future<AccessToken> current(PracticeConnection connection) {
        return Future.succeededFuture(token(1 + renewals.get()));
    }

    @Override
    public Future<AccessToken> renew(PracticeConnection connection, AccessToken rejected) {
        if (grantGone) {
            return Future.failedFuture(new Failure.Conflict("needs-reconnect", "The practice must connect again."));
        }
        return Future.succeededFuture(token(1 + renewals.incrementAndGet()));
    }

    private static AccessToken token(int generation) {
        return new AccessToken("Bearer token-" + generation, Instant.MAX, generation);
    }
}
