package dev.gatehouse.gateway.guard;

import dev.gatehouse.common.network.TrustedProxies;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * How many connections are open, altogether and for each client. In IPv6 a client is a network of 64 bits, since that is what
 * one customer gets. Trusted proxies stand for many clients and are not counted by address. For all event loops.
 */
final class OpenConnections {
    private static final int NETWORK_BYTES = 8;

    private final int most;
    private final int mostPerAddress;
    private final TrustedProxies proxies;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentMap<ByteBuffer, Integer> byClient = new ConcurrentHashMap<>();
    private final LongAdder refused = new LongAdder();
    private final LongAdder refusedByAddress = new LongAdder();

    OpenConnections(GuardSettings settings) {
        this.most = settings.connections();
        this.mostPerAddress = settings.connectionsPerAddress();
        this.proxies = settings.proxies();
    }

    /** One more; false if it is one too many. Either way {@link #closed} must be told of its end. */
    boolean opened(@Nullable SocketAddress from) {
        boolean fits = open.incrementAndGet() <= most;
        if (!fits) {
            refused.increment();
        }
        ByteBuffer client = client(from);
        if (client != null && byClient.merge(client, 1, Integer::sum) > mostPerAddress) {
            refusedByAddress.increment();
            return false;
        }
        return fits;
    }

    void closed(@Nullable SocketAddress from) {
        open.decrementAndGet();
        ByteBuffer client = client(from);
        if (client != null) {
            byClient.computeIfPresent(client, (each, count) -> count == 1 ? null : count - 1);
        }
    }

    /** True from three quarters on. */
    boolean areMany() {
        return open.get() > most / 4 * 3;
    }

    long refused() {
        return refused.sum();
    }

    long refusedByAddress() {
        return refusedByAddress.sum();
    }

    private @Nullable ByteBuffer client(@Nullable SocketAddress from) {
        if (!(from instanceof InetSocketAddress socket) || socket.getAddress() == null) {
            return null;
        }
        byte[] address = socket.getAddress().getAddress();
        return proxies.hold(address)
                ? null
                : ByteBuffer.wrap(Arrays.copyOf(address, Math.min(address.length, NETWORK_BYTES)));
    }
}
