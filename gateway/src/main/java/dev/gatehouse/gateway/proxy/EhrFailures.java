package dev.gatehouse.gateway.proxy;

import dev.gatehouse.common.failure.Failure;
import io.vertx.core.VertxException;
import java.io.IOException;

/** What can go wrong between us and an EHR during a proxied call, in words. */
final class EhrFailures {
    private EhrFailures() {}

    /** The client left; nobody reads this one. */
    static Failure clientGone() {
        return new Failure.Gone("client-gone", "The client closed the connection.");
    }

    static Failure bodyTooLarge() {
        return new Failure.TooLarge("body-too-large", "The body is larger than this address takes.");
    }

    static Failure timeout() {
        return new Failure.UpstreamTimeout("ehr-timeout", "The practice's EHR did not answer in time.");
    }

    static Failure cut(Throwable cause) {
        return new Failure.Upstream("ehr-answer-cut", "The EHR broke off in the middle of its answer.", cause);
    }

    static Failure unreadable(Throwable cause) {
        return new Failure.Upstream(
                "ehr-answer-damaged", "The EHR's answer is compressed, and can't be decompressed.", cause);
    }

    static Failure idle() {
        return new Failure.UpstreamTimeout("ehr-answer-stalled", "The EHR stopped in the middle of its answer.");
    }

    static Failure redirectedElsewhere() {
        return new Failure.Upstream(
                "ehr-redirected-elsewhere",
                "The EHR answered with a redirect that does not lead to this practice's own FHIR address, so we did not"
                        + " pass it on.");
    }

    static Failure refusedToken() {
        return new Failure.Upstream(
                "ehr-refused-token",
                "The EHR refused this connection's access token, and a fresh one as well. Your own API key is fine.");
    }

    static Failure refusedTokenAndNotRepeated() {
        return new Failure.Upstream(
                "ehr-refused-token",
                "The EHR refused this connection's access token. It has been renewed, but this request could not be sent"
                        + " twice: send it again. Your own API key is fine.");
    }

    /** The connection ended before a byte of the answer came. */
    static Failure noAnswer(Throwable cause) {
        if (cause instanceof Failure known) {
            return known;
        }
        return new Failure.Upstream(
                "ehr-unreachable", "The connection to the practice's EHR ended before it answered.", cause);
    }

    /** True for what a kept connection that the EHR has closed meanwhile looks like. */
    static boolean mayBeStale(Throwable cause) {
        return cause instanceof IOException || cause instanceof VertxException;
    }
}
