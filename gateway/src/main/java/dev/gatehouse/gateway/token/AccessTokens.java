package dev.gatehouse.gateway.token;

import dev.gatehouse.gateway.connection.PracticeConnection;
import io.vertx.core.Future;

/** The one question about tokens: a usable one for this connection. Callers that ask at once share one refresh. */
public interface AccessTokens {

    /**
     * A token that is good for now; refreshed first if too little of its life is left, while a still valid one is served
     * when the token endpoint is down. Answered without I/O when it is in memory and fresh.
     *
     * <p>Fails with 409 {@code needs-reconnect}, {@code application-misconfigured} or {@code connection-revoked}, and with
     * 502, 503 or 504 when there is no valid token and the EHR gives none for the moment.
     */
    Future<AccessToken> current(PracticeConnection connection);

    /**
     * A token newer than {@code rejected}, which the EHR refused with a 401. If one is there already, it is given without
     * another refresh. From the fourth on that is refused within half a minute of its refresh, {@code rejected} itself is
     * given until it is that old: an EHR that goes on refusing has other reasons, and is not asked for one with each call.
     */
    Future<AccessToken> renew(PracticeConnection connection, AccessToken rejected);
}
