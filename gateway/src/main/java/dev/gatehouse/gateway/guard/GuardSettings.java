package dev.gatehouse.gateway.guard;

import dev.gatehouse.common.settings.SettingsSource;
import java.util.Set;

/**
 * What an operator can say about who may connect and send what.
 *
 * @param hosts names, without a port, that {@code Host} may hold besides the public address and this machine's own
 * @param connections open at once on the public listener; whoever comes then is turned away
 * @param bodies how large they may be
 */
public record GuardSettings(Set<String> hosts, int connections, BodyLimits bodies) {
    private static final int CONNECTIONS = 10_000;

    public static final GuardSettings DEFAULT = new GuardSettings(Set.of(), CONNECTIONS, BodyLimits.DEFAULT);

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
        return new GuardSettings(
                hosts, source.number("GATEHOUSE_MAX_CONNECTIONS", CONNECTIONS, 16, 1_000_000), BodyLimits.read(source));
    }
}
