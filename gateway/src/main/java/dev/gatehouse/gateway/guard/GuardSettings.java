package dev.gatehouse.gateway.guard;

import dev.gatehouse.common.network.TrustedProxies;
import dev.gatehouse.common.settings.SettingsSource;
import java.util.Set;

/**
 * What an operator can say about who may connect and send what.
 *
 * @param hosts names, without a port, that {@code Host} may hold besides the public address and this machine's own
 * @param proxies whose word about a client's address counts
 * @param connections open at once on the public listener; whoever comes then is turned away
 * @param connectionsPerAddress the same for one client; not for trusted proxies
 * @param bodies how large they may be
 */
public record GuardSettings(
        Set<String> hosts, TrustedProxies proxies, int connections, int connectionsPerAddress, BodyLimits bodies) {
    private static final int CONNECTIONS = 10_000;
    /** A quarter for each, so that one client alone can't take all. */
    private static final int SHARE = 4;

    public static final GuardSettings DEFAULT =
            new GuardSettings(Set.of(), TrustedProxies.NONE, CONNECTIONS, CONNECTIONS / SHARE, BodyLimits.DEFAULT);

    public GuardSettings {
        hosts = Set.copyOf(hosts);
    }

    public static GuardSettings read(SettingsSource source) {
        Set<String> hosts = source.list("GATEHOUSE_PUBLIC_HOSTS");
        for (String each : hosts) {
            if (!each.equals(PublicNames.nameOf(each))) {
                source.mistake("GATEHOUSE_PUBLIC_HOSTS", "should list names without ports, such as gatehouse.internal");
            }
        }
        int connections = source.number("GATEHOUSE_MAX_CONNECTIONS", CONNECTIONS, 16, 1_000_000);
        return new GuardSettings(
                hosts,
                TrustedProxies.read(source),
                connections,
                source.number("GATEHOUSE_MAX_CONNECTIONS_PER_ADDRESS", connections / SHARE, 4, 1_000_000),
                BodyLimits.read(source));
    }
}
