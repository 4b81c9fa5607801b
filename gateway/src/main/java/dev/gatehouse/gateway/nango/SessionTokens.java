package dev.gatehouse.gateway.nango;

import io.vertx.core.Future;
import java.util.Optional;

/** Recognises the tokens of connect sessions; answered by {@code nango.connect}. */
@FunctionalInterface
public interface SessionTokens {
    /** How every token of a connect session begins. */
    String PREFIX = "nango_connect_session_";

    /** Where there are no connect sessions. */
    SessionTokens NONE = token -> Future.succeededFuture(Optional.empty());

    /** Empty if it is none, or over. */
    Future<Optional<SessionAccess>> find(String token);
}
