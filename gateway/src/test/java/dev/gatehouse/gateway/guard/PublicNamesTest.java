package dev.gatehouse.gateway.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicNamesTest {
    private final PublicNames open = new PublicNames(
            "10.1.2.3", Optional.of(URI.create("https://Gate.example:8443")), Set.of("gatehouse.internal"));
    private final PublicNames local = new PublicNames("0.0.0.0", Optional.empty(), Set.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gate.example",
                "GATE.EXAMPLE",
                "gate.example:8443",
                "gate.example:8080",
                "127.0.0.1",
                "127.0.0.1:8080",
                "localhost:1",
                "[::1]:65535",
                "10.1.2.3:8080",
                "gatehouse.internal"
            })
    void namesOfOursAreKnownWithAnyPort(String host) {
        assertThat(open.refusal(host)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "10.1.2.4", "[::2]", "gate.example.evil", "xgate.example", "gate.example."})
    void othersAreNot(String host) {
        assertThat(open.refusal(host)).isEqualTo(Refusal.HOST_UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.168.1.5:8080", "[fe80::1]", "127.0.0.1"})
    void beforeThePublicAddressIsSetAnyAddressInNumbersWillDo(String host) {
        assertThat(local.refusal(host)).isNull();
        assertThat(local.refusal("rebound.example:8080")).isEqualTo(Refusal.HOST_UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "a b", "a,b", "a@b", "a/b", ":80", "a:", "a:0", "a:65536", "a:1x", "[::1", "..", "a..b", "-a"
            })
    void whatIsNoNameIsInvalid(String host) {
        assertThat(open.refusal(host)).isEqualTo(Refusal.HOST);
    }
}
