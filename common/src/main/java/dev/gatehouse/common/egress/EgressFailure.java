package dev.gatehouse.common.egress;

import dev.gatehouse.common.failure.Failure;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The other side gave no complete answer: 502 with {@code ehr-unreachable} (no connection, or cut), {@code
 * ehr-name-unknown}, {@code ehr-certificate-refused}, {@code ehr-answer-too-large} or {@code address-refused}.
 */
public final class EgressFailure extends Failure.Upstream implements NoAnswer {
    static final String UNREACHABLE = "ehr-unreachable";

    private final Stage stage;

    EgressFailure(Stage stage, String code, String message, @Nullable Throwable cause) {
        super(code, message, cause);
        this.stage = stage;
    }

    @Override
    public Stage stage() {
        return stage;
    }

    static EgressFailure tooLarge(String host, long limit) {
        return new EgressFailure(
                Stage.MAYBE_SENT,
                "ehr-answer-too-large",
                "The answer of " + host + " is longer than the " + limit + " bytes we take.",
                null);
    }

    static EgressFailure refused(String message) {
        return new EgressFailure(Stage.REFUSED_BY_US, "address-refused", message, null);
    }

    /** True if all connections to a host were taken, and too many waited for one or this one for too long. */
    static boolean isQueue(Throwable cause) {
        return cause instanceof ConnectionPoolTooBusyException || cause instanceof TimeoutException;
    }

    /** What went wrong before a connection stood. */
    static Failure notConnected(String host, Throwable cause) {
        if (cause instanceof Failure known) {
            return known;
        }
        if (isTimeout(cause)) {
            return new EgressTimeout(Stage.NOT_CONNECTED, host + " did not take our connection in time.");
        }
        if (has(cause, UnknownHostException.class)) {
            return new EgressFailure(
                    Stage.NOT_CONNECTED, "ehr-name-unknown", "The host name " + host + " is not known.", cause);
        }
        if (has(cause, SSLException.class)) {
            return new EgressFailure(
                    Stage.NOT_CONNECTED,
                    "ehr-certificate-refused",
                    "No safe connection to " + host
                            + ": its certificate is not trusted, or was made for another name, or"
                            + " it speaks no TLS we accept.",
                    cause);
        }
        return new EgressFailure(Stage.NOT_CONNECTED, UNREACHABLE, host + " takes no connection.", cause);
    }

    /** What went wrong after the request was on its way. */
    static Failure cut(String host, Throwable cause) {
        if (cause instanceof Failure known) {
            return known;
        }
        if (isTimeout(cause)) {
            return new EgressTimeout(Stage.MAYBE_SENT, host + " did not answer in time.");
        }
        return new EgressFailure(
                Stage.MAYBE_SENT, UNREACHABLE, host + " ended the connection before its answer was complete.", cause);
    }

    private static boolean isTimeout(Throwable cause) {
        return has(cause, TimeoutException.class)
                || has(cause, ConnectTimeoutException.class)
                || has(cause, SslHandshakeTimeoutException.class);
    }

    private static boolean has(Throwable cause, Class<? extends Throwable> type) {
        @Nullable Throwable each = cause;
        for (int depth = 0; each != null && depth < 8; depth++, each = each.getCause()) {
            if (type.isInstance(each)) {
                return true;
            }
        }
        return false;
    }
}
