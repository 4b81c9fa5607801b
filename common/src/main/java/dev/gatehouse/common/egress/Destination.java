package dev.gatehouse.common.egress;

import java.util.Objects;

/**
 * Where a call may go: the result of {@link Egress#destination}, which alone makes one. Immutable, so it may be kept with
 * the address it was made from.
 *
 * <p>It says that our rules allow the name. What addresses the name stands for is checked at each new connection.
 */
public final class Destination {
    private final boolean ssl;
    private final String host;
    private final int port;
    private final String path;
    private final String target;
    private final boolean mayBePrivate;

    Destination(boolean ssl, String host, int port, String path, String target, boolean mayBePrivate) {
        this.ssl = ssl;
        this.host = host;
        this.port = port;
        this.path = path;
        this.target = target;
        this.mayBePrivate = mayBePrivate;
    }

    public boolean ssl() {
        return ssl;
    }

    /** Lower case, ASCII. */
    public String host() {
        return host;
    }

    public int port() {
        return port;
    }

    /** Raw path of the address without a slash at its end; empty for the root. Paths below it start with a slash. */
    public String basePath() {
        return path;
    }

    /** Raw path and query of the address just as given, ready for a request line; {@code /} at least. */
    public String target() {
        return target;
    }

    boolean mayBePrivate() {
        return mayBePrivate;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Destination that
                && ssl == that.ssl
                && port == that.port
                && mayBePrivate == that.mayBePrivate
                && host.equals(that.host)
                && target.equals(that.target);
    }

    @Override
    public int hashCode() {
        return Objects.hash(ssl, host, port, target, mayBePrivate);
    }

    @Override
    public String toString() {
        return (ssl ? "https://" : "http://") + host + ":" + port + path;
    }
}
