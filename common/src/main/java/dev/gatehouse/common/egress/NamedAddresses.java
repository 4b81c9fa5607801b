package dev.gatehouse.common.egress;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The addresses behind names, each checked before anyone may connect. A call then goes to the checked address itself, so
 * that a name server can't answer one thing for the check and another for the connection.
 */
final class NamedAddresses {
    private static final int MOST_NAMES = 10_000;
    private static final long LOOK_UP_SECONDS = 5;

    private final HostResolver resolver;
    private final Cache<Key, Checked> known;
    private final SharedCalls<Key, Checked> lookUps;

    NamedAddresses(Vertx vertx, EgressSettings settings, HostResolver resolver) {
        this.resolver = resolver;
        this.known = Caffeine.newBuilder()
                .maximumSize(MOST_NAMES)
                .expireAfterWrite(settings.nameLife())
                .build();
        this.lookUps = new SharedCalls<>(vertx);
    }

    /** Without I/O; null if the name must be looked up. */
    @Nullable
    Checked known(Destination destination) {
        return known.getIfPresent(Key.of(destination));
    }

    Future<Checked> lookUp(Destination destination) {
        Key key = Key.of(destination);
        return lookUps.join(
                key,
                () -> resolver.resolve(destination.host())
                        .timeout(LOOK_UP_SECONDS, TimeUnit.SECONDS)
                        .map(found -> checked(destination, found))
                        .onSuccess(checked -> known.put(key, checked)));
    }

    private static Checked checked(Destination destination, List<InetAddress> found) {
        if (found.isEmpty()) {
            throw EgressFailure.notConnected(destination.host(), new UnknownHostException(destination.host()));
        }
        if (!destination.mayBePrivate() && !found.stream().allMatch(PublicAddresses::isPublic)) {
            throw EgressFailure.refused("The host " + destination.host()
                    + " stands for an address inside a private network; we send nothing there.");
        }
        return new Checked(
                found.stream()
                        .map(each -> SocketAddress.inetSocketAddress(destination.port(), each.getHostAddress()))
                        .toList(),
                new AtomicInteger());
    }

    /** The same name may be private for one port and not for another. */
    private record Key(String host, int port, boolean mayBePrivate) {
        static Key of(Destination destination) {
            return new Key(destination.host(), destination.port(), destination.mayBePrivate());
        }
    }

    /**
     * @param servers addresses to connect to
     * @param turn which one is tried first; moves on when one takes no connection
     */
    record Checked(List<SocketAddress> servers, AtomicInteger turn) {
        SocketAddress server(int turn) {
            return servers.get(Math.floorMod(turn, servers.size()));
        }
    }
}
