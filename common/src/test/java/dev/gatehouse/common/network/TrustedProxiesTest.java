package dev.gatehouse.common.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.common.failure.StartRefused;
import dev.gatehouse.common.settings.SettingsSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrustedProxiesTest {
    private static final String PROXY = "10.0.0.7";
    private static final TrustedProxies OURS = read("10.0.0.0/8, fd00::/8,192.0.2.7");

    private static TrustedProxies read(String text) {
        SettingsSource source = new SettingsSource(Map.of("GATEHOUSE_TRUSTED_PROXIES", text), null);
        TrustedProxies proxies = TrustedProxies.read(source);
        source.refuseMistakes();
        return proxies;
    }

    private static String plain(String peer, String... lines) {
        return OURS.client(peer, List.of(lines), List.of());
    }

    private static String standard(String peer, String... lines) {
        return OURS.client(peer, List.of(), List.of(lines));
    }

    @Test
    void nobodyIsBelievedUnlessListed() {
        assertThat(plain("203.0.113.9", "198.51.100.1")).isEqualTo("203.0.113.9");
        assertThat(TrustedProxies.NONE.client(PROXY, List.of("198.51.100.1"), List.of()))
                .isEqualTo(PROXY);
        assertThat(plain("192.0.2.8", "198.51.100.1")).isEqualTo("192.0.2.8");
    }

    @Test
    void theLastStrangerIsTheClient() {
        assertThat(plain(PROXY, "198.51.100.1")).isEqualTo("198.51.100.1");
        assertThat(plain(PROXY, "6.6.6.6, 198.51.100.1, 10.1.1.1,192.0.2.7")).isEqualTo("198.51.100.1");
        assertThat(plain(PROXY, "6.6.6.6", "198.51.100.1", "10.1.1.1")).isEqualTo("198.51.100.1");
        assertThat(plain(PROXY, "10.1.1.1")).isEqualTo("10.1.1.1");
        assertThat(standard(PROXY, "for=6.6.6.6, for=198.51.100.1;proto=https;by=10.0.0.7"))
                .isEqualTo("198.51.100.1");
    }

    @Test
    void portsBracketsQuotesAndSpellingsDoNotMatter() {
        assertThat(plain(PROXY, "198.51.100.1:4711")).isEqualTo("198.51.100.1");
        assertThat(plain(PROXY, "::ffff:198.51.100.1")).isEqualTo("198.51.100.1");
        assertThat(plain(PROXY, "2001:DB8::0:1"))
                .isEqualTo(plain(PROXY, "[2001:db8::1]:443"))
                .isEqualTo(standard(PROXY, "FOR=\"[2001:db8::1]:4711\""));
        assertThat(plain("fd00::1", "198.51.100.1")).isEqualTo("198.51.100.1");
        assertThat(plain("::ffff:10.0.0.7", "198.51.100.1")).isEqualTo("198.51.100.1");
    }

    @Test
    void whatIsNoAddressEndsTheSearchAtWhoSaidIt() {
        for (String odd :
                List.of("", "unknown", "_hidden", "localhost", "1.2.3.4.5", "300.1.1.1", "fe80::1%eth0", "a, ", "\"")) {
            assertThat(plain(PROXY, "6.6.6.6, " + odd)).as(odd).isEqualTo(PROXY);
            assertThat(plain(PROXY, odd + ", 10.1.1.1")).as(odd).isEqualTo("10.1.1.1");
        }
        assertThat(standard(PROXY, "for=6.6.6.6, by=10.0.0.7")).isEqualTo(PROXY);
        assertThat(standard(PROXY, "for=_secret")).isEqualTo(PROXY);
    }

    @Test
    void openQuotesSwallowNoHop() {
        assertThat(standard(PROXY, "for=\"6.6.6.6, for=198.51.100.1")).isEqualTo(PROXY);
        assertThat(standard(PROXY, "for=6.6.6.6;x=\"a, b\\\", for=7.7.7.7\", for=198.51.100.1"))
                .isEqualTo("198.51.100.1");
        assertThat(standard(PROXY, "for=6.6.6.6;for=198.51.100.1")).isEqualTo(PROXY);
    }

    @Test
    void headersThatDifferCountForNothing() {
        assertThat(OURS.client(PROXY, List.of("198.51.100.1"), List.of("for=6.6.6.6")))
                .isEqualTo(PROXY);
        assertThat(OURS.client(PROXY, List.of("198.51.100.1"), List.of("for=198.51.100.1")))
                .isEqualTo("198.51.100.1");
    }

    @Test
    void aListThatSaysNothingOrTooMuchIsRefusedAtTheStart() {
        for (String wrong : List.of(
                "proxy.internal", "10.0.0.0/33", "10.0.0.0/", "/8", "::/0", "0.0.0.0/0", "1.2.3", "10.0.0.0/-1")) {
            assertThatThrownBy(() -> read(wrong))
                    .as(wrong)
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining("GATEHOUSE_TRUSTED_PROXIES");
        }
    }
}
