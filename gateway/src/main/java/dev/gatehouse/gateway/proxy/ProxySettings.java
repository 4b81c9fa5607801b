package dev.gatehouse.gateway.proxy;

import java.time.Duration;

/**
 * How long a proxied call waits for the EHR.
 *
 * @param answer without any progress before the answer's headers are there; then 504 {@code ehr-timeout}
 * @param idle without a byte of the answer's body while the client is ready to take more; then the answer is cut
 */
public record ProxySettings(Duration answer, Duration idle) {
    public static final ProxySettings DEFAULT = new ProxySettings(Duration.ofSeconds(30), Duration.ofSeconds(60));
}
