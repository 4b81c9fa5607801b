package dev.gatehouse.gateway.proxy;

import dev.gatehouse.gateway.guard.BodyLimits;
import java.time.Duration;

/**
 * How long a proxied call waits for the EHR, and how much it takes there.
 *
 * @param answer without any progress before the answer's headers are there; then 504 {@code ehr-timeout}
 * @param idle without a byte of the answer's body while the client is ready to take more; then the answer is cut
 * @param bodies how large a request's body may be
 */
public record ProxySettings(Duration answer, Duration idle, BodyLimits bodies) {
    public static final ProxySettings DEFAULT = new ProxySettings(Duration.ofSeconds(30), Duration.ofSeconds(60));

    /** With the usual limits of bodies. */
    public ProxySettings(Duration answer, Duration idle) {
        this(answer, idle, BodyLimits.DEFAULT);
    }

    /** The same times. */
    public ProxySettings with(BodyLimits others) {
        return new ProxySettings(answer, idle, others);
    }
}
