package dev.gatehouse.gateway.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.network.AddressRange;
import dev.gatehouse.common.network.TrustedProxies;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OpenConnectionsTest {
    private final OpenConnections open = new OpenConnections(new GuardSettings(
            Set.of(), new TrustedProxies(List.of(AddressRange.of("10.0.0.0/8"))), 8, 2, BodyLimits.DEFAULT));

    private boolean opens(String address) {
        return open.opened(new InetSocketAddress(address, 4711));
    }

    @Test
    void aClientWithTooManyIsTurnedAwayAndOthersAreNot() {
        assertThat(opens("198.51.100.1")).isTrue();
        assertThat(opens("198.51.100.1")).isTrue();
        assertThat(opens("198.51.100.1")).isFalse();
        assertThat(opens("198.51.100.2")).isTrue();
        assertThat(open.refusedByAddress()).isEqualTo(1);
        assertThat(open.refused()).isZero();
    }

    @Test
    void whatClosesMakesRoom() {
        for (int i = 0; i < 3; i++) {
            boolean fits = opens("198.51.100.1");
            assertThat(fits).isEqualTo(i < 2);
        }
        open.closed(new InetSocketAddress("198.51.100.1", 4711));
        open.closed(new InetSocketAddress("198.51.100.1", 4711));

        assertThat(opens("198.51.100.1")).isTrue();
        assertThat(opens("198.51.100.1")).isFalse();
    }

    @Test
    void aNetworkOfOneCustomerIsOneClient() {
        assertThat(opens("2001:db8:1:2::1")).isTrue();
        assertThat(opens("2001:db8:1:2:ffff::1")).isTrue();
        assertThat(opens("2001:db8:1:2:3:4:5:6")).isFalse();
        assertThat(opens("2001:db8:1:3::1")).isTrue();
    }

    @Test
    void proxiesStandForManyAndOnlyTheSumCounts() {
        for (int i = 0; i < 8; i++) {
            assertThat(opens("10.0.0.7")).isTrue();
        }

        assertThat(opens("10.0.0.7")).isFalse();
        assertThat(open.refused()).isEqualTo(1);
        assertThat(open.refusedByAddress()).isZero();
    }
}
