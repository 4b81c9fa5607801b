package dev.gatehouse.common.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.common.failure.Failure;
import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {
    private static final HostRules ANY = new HostRules(Set.of(), true);
    private static final HostRules LISTED =
            new HostRules(Set.of("fhir.example.com", "*.hospital.example", "odd.example.com:8443"), false);

    private final AddressRules rules = new AddressRules(Set.of("127.0.0.1:9080", "localhost", "[::1]:9080"));

    /** Every one of these is a way to write "inside" or to be read differently by two parsers. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/",
                "https://127.1/",
                "https://2130706433/",
                "https://0x7f000001/",
                "https://0x7f.1/",
                "https://0177.0.0.1/",
                "https://017700000001/",
                "https://[::1]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[0:0:0:0:0:ffff:7f00:1]/",
                "https://[fe80::1%25eth0]/",
                "https://169.254.169.254/",
                "https://0.0.0.0/",
                "https://0/",
                "https://10.0.0.1/",
                "https://127.0.0.1.:443/",
                "https://metadata/",
                "https://intranet/",
                "https://fhir.example.com@evil.example/",
                "https://user:pw@fhir.example.com/",
                "https://@fhir.example.com/",
                "https://fhir.example.com:@evil.example/",
                "https://fhir.example.com:/",
                "https://fhir.example.com:0443/",
                "https://fhir.example.com:0/",
                "https://fhir.example.com:99999/",
                "https://fhir.example.com./",
                "https://fhir_x.example.com/",
                "https://-fhir.example.com/",
                "https:///path",
                "https:fhir.example.com",
                "https://fhir.example.com/#a",
                "https://fhir.example.com/a/../b",
                "https://fhir.example.com/a/%2e%2e/b",
                "https://fhir.example.com/..",
                "http://fhir.example.com/",
                "ftp://fhir.example.com/",
                "file:///etc/passwd",
                "jar:https://a.example/!/",
                "//fhir.example.com/",
                "fhir.example.com",
                "/fhir",
                "gopher://fhir.example.com/",
                "https://fhir.example.com/ä",
                "https://fhír.example.com/",
                "https://1.2.3.4.5/",
                "https://example.0x7f/"
            })
    void doubtfulSpellingsAreRefused(String text) {
        assertThatThrownBy(() -> rules.check(URI.create(text), ANY))
                .isInstanceOf(Failure.Invalid.class)
                .hasMessageStartingWith("This address can't be used: ")
                .extracting(each -> ((Failure) each).code())
                .isEqualTo("address-refused");
    }

    @Test
    void onlyListedHostsPass() {
        assertThat(rules.check(URI.create("https://fhir.example.com/r4"), LISTED)
                        .host())
                .isEqualTo("fhir.example.com");
        assertThat(rules.check(URI.create("https://a.b.hospital.example/r4"), LISTED)
                        .host())
                .isEqualTo("a.b.hospital.example");
        for (String other : Set.of(
                "https://hospital.example/",
                "https://evilhospital.example/",
                "https://example.com/",
                "https://fhir.example.com.evil.example/",
                "https://odd.example.com/")) {
            assertThatThrownBy(() -> rules.check(URI.create(other), LISTED)).hasMessageContaining("not on the list");
        }
    }

    @Test
    void anOddPortPassesIfItIsListedWithItsHostOrAnyHostMay() {
        assertThat(rules.check(URI.create("https://fhir.example.com:8443/r4"), ANY)
                        .port())
                .isEqualTo(8443);
        assertThat(rules.check(URI.create("https://odd.example.com:8443/r4"), LISTED)
                        .port())
                .isEqualTo(8443);

        assertThatThrownBy(() -> rules.check(URI.create("https://odd.example.com:8444/r4"), LISTED))
                .isInstanceOf(Failure.Invalid.class);
    }

    @Test
    void privateHostsTheOperatorListedMayBeHttpAndLiteral() {
        HostRules nothing = new HostRules(Set.of(), false);

        Destination byPort = rules.check(URI.create("http://127.0.0.1:9080/fhir/"), nothing);
        assertThat(byPort.ssl()).isFalse();
        assertThat(byPort.basePath()).isEqualTo("/fhir");
        assertThat(byPort.mayBePrivate()).isTrue();
        assertThat(rules.check(URI.create("http://LOCALHOST:1234/x"), nothing).port())
                .isEqualTo(1234);
        assertThat(rules.check(URI.create("http://[::1]:9080/x"), nothing).host())
                .isEqualTo("[::1]");
        assertThatThrownBy(() -> rules.check(URI.create("http://127.0.0.1:9081/"), nothing))
                .isInstanceOf(Failure.Invalid.class);
    }

    @Test
    void theTargetKeepsEveryByteOfPathAndQuery() {
        Destination token = rules.check(URI.create("https://FHIR.example.com/a%2Fb/token//?tenant=1&x=%7C"), LISTED);

        assertThat(token.host()).isEqualTo("fhir.example.com");
        assertThat(token.port()).isEqualTo(443);
        assertThat(token.target()).isEqualTo("/a%2Fb/token//?tenant=1&x=%7C");
        assertThat(token.basePath()).isEqualTo("/a%2Fb/token");
        assertThat(rules.check(URI.create("https://fhir.example.com"), LISTED).target())
                .isEqualTo("/");
        assertThat(rules.check(URI.create("https://fhir.example.com/"), LISTED).basePath())
                .isEmpty();
    }

    @Test
    void aRequestTargetIsVisibleAsciiOnly() {
        assertThat(AddressRules.isRequestTarget("/Patient?name=%20&_id=a%7Cb|c"))
                .isTrue();
        for (String bad :
                Set.of("", "Patient", "@evil/", "/a b", "/a\r\nHost: evil", "/a\u0000", "/ä", "/a#b", "/\u007f")) {
            assertThat(AddressRules.isRequestTarget(bad)).as(bad).isFalse();
        }
    }
}
