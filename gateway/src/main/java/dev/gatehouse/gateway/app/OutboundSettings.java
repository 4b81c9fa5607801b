package dev.gatehouse.gateway.app;

import dev.gatehouse.common.egress.EgressSettings;
import dev.gatehouse.common.settings.SettingsSource;
import dev.gatehouse.gateway.proxy.ProxySettings;
import java.time.Duration;
import java.util.Set;

/**
 * How EHRs are called.
 *
 * @param connectionsPerHost to one EHR host, for each event loop
 * @param connect until a connection stands, for each address of a host
 * @param times of proxied calls
 */
public record OutboundSettings(int connectionsPerHost, Duration connect, ProxySettings times) {
    public static final OutboundSettings DEFAULT =
            new OutboundSettings(64, Duration.ofSeconds(5), ProxySettings.DEFAULT);

    private static final int MOST_CONNECTIONS = 10_000;
    private static final int MOST_SECONDS = 3_600;

    static OutboundSettings read(SettingsSource source) {
        return new OutboundSettings(
                source.number("GATEHOUSE_EHR_CONNECTIONS_PER_HOST", DEFAULT.connectionsPerHost, 1, MOST_CONNECTIONS),
                seconds(source, "GATEHOUSE_EHR_CONNECT_SECONDS", DEFAULT.connect, 60),
                new ProxySettings(
                        seconds(source, "GATEHOUSE_EHR_ANSWER_SECONDS", DEFAULT.times.answer(), MOST_SECONDS),
                        seconds(source, "GATEHOUSE_EHR_STALL_SECONDS", DEFAULT.times.idle(), MOST_SECONDS)));
    }

    private static Duration seconds(SettingsSource source, String name, Duration otherwise, int most) {
        return Duration.ofSeconds(source.number(name, (int) otherwise.toSeconds(), 1, most));
    }

    /** @param privateHosts that may be reached over http and at private addresses */
    EgressSettings egress(Set<String> privateHosts) {
        Duration longest = times.answer().compareTo(times.idle()) > 0 ? times.answer() : times.idle();
        return EgressSettings.allowing(privateHosts)
                .withPool(connectionsPerHost)
                .withConnect(connect)
                .withIdle(longest.multipliedBy(2));
    }
}
