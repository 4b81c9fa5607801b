package dev.gatehouse.common.egress;

import io.vertx.core.Future;
import java.net.InetAddress;
import java.util.List;

/** Tells the addresses a host name stands for. May answer on any thread. */
@FunctionalInterface
public interface HostResolver {

    /** All addresses of the name, best first; fails with {@link java.net.UnknownHostException} if there is none. */
    Future<List<InetAddress>> resolve(String host);

    /** The platform's own look-up (hosts file, DNS), on a few threads of its own. */
    static HostResolver ofPlatform() {
        return new PlatformResolver();
    }
}
