package dev.gatehouse.gateway.nango;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.gateway.connection.ConnectionState;
import dev.gatehouse.gateway.connection.PracticeConnection;
import dev.gatehouse.gateway.token.ApplicationMisconfigured;
import dev.gatehouse.gateway.token.NeedsReconnect;
import dev.gatehouse.gateway.token.NoToken;
import dev.gatehouse.gateway.token.TokenCallPutOff;
import io.vertx.core.json.JsonObject;
import java.net.ConnectException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What kept a proxied call from the EHR's answer, in the words of Nango's clients. */
final class ProxyFailure {
    /** A refresh that is to be tried again, or runs: nothing the EHR's FHIR server had a part in. */
    private static final Set<String> BACK_OFF = Set.of("grant-refused-once", "refresh-under-way");

    private ProxyFailure() {}

    /** A refusal, where it was one: of the token, or of the request by us. Other failures are given back. */
    static Throwable refusal(Throwable failure, PracticeConnection connection) {
        if (failure instanceof NeedsReconnect && connection.state() == ConnectionState.NEEDS_RECONNECT) {
            return new NangoRefusal(424, "server_error", ((Failure) failure).detail());
        }
        if (failure instanceof NeedsReconnect || failure instanceof ApplicationMisconfigured) {
            return new NangoRefusal(400, "server_error", ((Failure) failure).detail());
        }
        if (failure instanceof TokenCallPutOff
                || (failure instanceof Failure.Unavailable later && BACK_OFF.contains(later.code()))) {
            return new NangoRefusal(424, "connection_refresh_backoff", ((Failure) failure).detail());
        }
        if (failure instanceof NoToken none) {
            return ConnectionReadRoutes.isRefusal(none)
                    ? new NangoRefusal(400, "server_error", none.detail())
                    : new NangoRefusal(424, "connection_refresh_backoff", none.detail());
        }
        if (failure instanceof Failure.Invalid invalid && invalid.code().equals("target-refused")) {
            return new NangoRefusal(400, "invalid_uri_params", invalid.detail());
        }
        return failure;
    }

    /** The answer's body where the EHR could not be reached: 500 and not the usual form. Empty for other failures. */
    static Optional<JsonObject> network(Throwable failure, String method) {
        boolean network = failure instanceof Failure.Upstream || failure instanceof Failure.UpstreamTimeout;
        if (!network || !(failure instanceof Failure known)) {
            return Optional.empty();
        }
        return Optional.of(new JsonObject()
                .put("message", known.detail())
                .put("code", code(known))
                .put("status", (Object) null)
                .put("method", method.toLowerCase(Locale.ROOT)));
    }

    private static String code(Failure failure) {
        return switch (failure.code()) {
            case "ehr-timeout", "ehr-answer-stalled" -> "ETIMEDOUT";
            case "ehr-name-unknown" -> "ENOTFOUND";
            case "ehr-unreachable" -> refused(failure) ? "ECONNREFUSED" : "ECONNRESET";
            case "ehr-answer-cut" -> "ECONNRESET";
            case "ehr-certificate-refused" -> "CERT_UNTRUSTED";
            default -> failure.code().replace('-', '_').toUpperCase(Locale.ROOT);
        };
    }

    private static boolean refused(Throwable failure) {
        Throwable each = failure;
        for (int depth = 0; each != null && depth < 8; depth++, each = each.getCause()) {
            if (each instanceof ConnectException) {
                return true;
            }
        }
        return false;
    }
}
