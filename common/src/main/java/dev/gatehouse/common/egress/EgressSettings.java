package dev.gatehouse.common.egress;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Limits of every call that leaves the process.
 *
 * @param privateHosts {@code host} or {@code host:port} for which http and private addresses are allowed; for sandboxes and
 *     tests, empty in production
 * @param extraCertificates PEM file with certificates to trust beside the platform's own; null for none
 * @param connect until a TCP connection stands, per address tried
 * @param tls until the TLS handshake is done
 * @param header from the last byte of a small request to the answer's headers
 * @param total for a whole small call, from name look-up to the last byte of the answer
 * @param download for a whole download to a file
 * @param idle without a byte in either direction before a streaming connection is closed; longer than a slow reader pauses
 * @param nameLife how long the addresses of a name are kept
 * @param poolPerHost connections to one host, for each event loop
 * @param eventLoops how many event loops make calls; each has connections of its own
 * @param tokenBytes most bytes of a token endpoint's answer
 * @param discoveryBytes most bytes of a metadata document or key set
 */
public record EgressSettings(
        Set<String> privateHosts,
        @Nullable Path extraCertificates,
        Duration connect,
        Duration tls,
        Duration header,
        Duration total,
        Duration download,
        Duration idle,
        Duration nameLife,
        int poolPerHost,
        int eventLoops,
        int tokenBytes,
        int discoveryBytes) {

    public EgressSettings {
        privateHosts = privateHosts.stream()
                .map(each -> each.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
        if (poolPerHost < 1 || eventLoops < 1) {
            throw new IllegalArgumentException(
                    "at least one connection and one event loop, not " + poolPerHost + " and " + eventLoops);
        }
    }

    /** The limits of production, with these hosts allowed to be private. */
    public static EgressSettings allowing(Set<String> privateHosts) {
        return new EgressSettings(
                privateHosts,
                null,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(20),
                Duration.ofMinutes(10),
                Duration.ofMinutes(2),
                Duration.ofSeconds(30),
                64,
                Runtime.getRuntime().availableProcessors(),
                64 * 1024,
                1024 * 1024);
    }

    /** The same with other time limits for small calls. */
    public EgressSettings withTimes(Duration connect, Duration header, Duration total) {
        return new EgressSettings(
                privateHosts,
                extraCertificates,
                connect,
                tls,
                header,
                total,
                download,
                idle,
                nameLife,
                poolPerHost,
                eventLoops,
                tokenBytes,
                discoveryBytes);
    }

    /** The same with addresses of names kept this long; zero asks again for every call. */
    public EgressSettings withNameLife(Duration life) {
        return new EgressSettings(
                privateHosts,
                extraCertificates,
                connect,
                tls,
                header,
                total,
                download,
                idle,
                life,
                poolPerHost,
                eventLoops,
                tokenBytes,
                discoveryBytes);
    }

    /** The same, trusting the certificates of this PEM file too. */
    public EgressSettings withExtraCertificates(Path pem) {
        return new EgressSettings(
                privateHosts,
                pem,
                connect,
                tls,
                header,
                total,
                download,
                idle,
                nameLife,
                poolPerHost,
                eventLoops,
                tokenBytes,
                discoveryBytes);
    }

    /** The same for a process with this many event loops. */
    public EgressSettings withEventLoops(int loops) {
        return new EgressSettings(
                privateHosts,
                extraCertificates,
                connect,
                tls,
                header,
                total,
                download,
                idle,
                nameLife,
                poolPerHost,
                loops,
                tokenBytes,
                discoveryBytes);
    }

    /** The same with so many connections to one host, for each event loop. */
    public EgressSettings withPool(int connections) {
        return new EgressSettings(
                privateHosts,
                extraCertificates,
                connect,
                tls,
                header,
                total,
                download,
                idle,
                nameLife,
                connections,
                eventLoops,
                tokenBytes,
                discoveryBytes);
    }

    /** The same with this limit until a connection stands. */
    public EgressSettings withConnect(Duration limit) {
        return withTimes(limit, header, total);
    }

    /** The same that closes streaming connections on which nothing happens for so long. */
    public EgressSettings withIdle(Duration limit) {
        return new EgressSettings(
                privateHosts,
                extraCertificates,
                connect,
                tls,
                header,
                total,
                download,
                limit,
                nameLife,
                poolPerHost,
                eventLoops,
                tokenBytes,
                discoveryBytes);
    }
}
