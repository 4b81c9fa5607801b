package dev.gatehouse.common.egress;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.testing.Guards;
import dev.gatehouse.common.testing.Smart;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A name server that answers one thing first and another later; nothing is connected to here. */
class NamedAddressesTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Vertx vertx = Vertx.vertx();
    private final Queue<List<String>> answers = new ArrayDeque<>();
    private final Destination ehr =
            new AddressRules(Set.of()).check(URI.create("https://ehr.example.com/r4"), new HostRules(Set.of(), true));

    @AfterEach
    void close() {
        await(vertx.close());
    }

    private NamedAddresses addresses(Duration life) {
        HostResolver resolver = host -> Future.succeededFuture(
                answers.remove().stream().map(NamedAddressesTest::address).toList());
        return new NamedAddresses(vertx, EgressSettings.allowing(Set.of()).withNameLife(life), resolver);
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Guards("OUT-1")
    @Test
    @Smart(19)
    void aNameThatTurnsToALoopbackAddressAfterItsCheckIsConnectedToWhereItWasChecked() {
        answers.add(List.of("203.0.113.7"));
        answers.add(List.of("127.0.0.1"));
        NamedAddresses addresses = addresses(LONG);

        NamedAddresses.Checked checked = await(addresses.lookUp(ehr));

        // what a call connects to is this address, not the name
        assertThat(checked.servers()).containsExactly(SocketAddress.inetSocketAddress(443, "203.0.113.7"));
        assertThat(addresses.known(ehr)).isSameAs(checked);
        assertThat(answers).hasSize(1);
    }

    @Test
    @Smart(19)
    void itIsRefusedWhenItIsLookedUpAgain() {
        answers.add(List.of("203.0.113.7"));
        answers.add(List.of("127.0.0.1"));
        NamedAddresses addresses = addresses(Duration.ZERO);
        assertThat(await(addresses.lookUp(ehr)).servers()).hasSize(1);

        Throwable failure = failureOf(addresses.lookUp(ehr));

        assertThat(((Failure) failure).code()).isEqualTo("address-refused");
        assertThat(addresses.known(ehr)).isNull();
    }

    @Guards("OUT-1")
    @Test
    void oneInsideAddressAmongManySpoilsTheName() {
        for (String inside : List.of("10.1.2.3", "127.0.0.1", "fd00::1", "::ffff:192.168.0.1", "64:ff9b::a01:203")) {
            answers.add(List.of("203.0.113.7", "2606:4700::1111", inside, "203.0.113.8"));

            Throwable failure = failureOf(addresses(LONG).lookUp(ehr));

            assertThat(((Failure) failure).code()).as(inside).isEqualTo("address-refused");
        }
    }
}
