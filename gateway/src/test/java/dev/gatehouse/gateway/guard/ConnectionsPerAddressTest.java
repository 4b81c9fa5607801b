package dev.gatehouse.gateway.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.network.TrustedProxies;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One client can't take all connections, nor keep one by waiting for leave to send. */
class ConnectionsPerAddressTest {
    private static final int MOST = 12;
    private static final String ASK = "GET /openapi.yaml HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2()
            .withGuard(new GuardSettings(Set.of(), TrustedProxies.NONE, 10_000, MOST, BodyLimits.DEFAULT));

    private static RawSocket socket() throws IOException {
        return new RawSocket(gateway.gateway().port());
    }

    @Test
    void whoHasTooManyIsToldAndClosedUntilOneOfThemEnds() throws IOException {
        List<RawSocket> held = new ArrayList<>();
        try {
            String refused = "";
            while (refused.isEmpty() && held.size() <= MOST) {
                RawSocket next = socket();
                held.add(next);
                next.send(ASK);
                String line = next.until("\r\n");
                refused = line.contains("200") ? "" : line + next.untilClosed();
            }

            assertThat(refused).startsWith("HTTP/1.1 503").contains("Retry-After: 5", "Connection: close");
            assertThat(held).hasSizeBetween(2, MOST + 1);
            assertThat(new Api("http://127.0.0.1:" + gateway.gateway().managementPort(), null)
                            .get("/metrics")
                            .need(200)
                            .body())
                    .containsPattern("gatehouse_connections_refused_total\\{limit=\"address\"[^}]*} [1-9]")
                    .containsPattern("gatehouse_connections_refused_total\\{limit=\"all\"[^}]*} 0");
        } finally {
            for (RawSocket each : held) {
                each.close();
            }
        }
        boolean again = false;
        for (long end = System.nanoTime() + 10_000_000_000L; !again && System.nanoTime() < end; ) {
            try (RawSocket socket = socket()) {
                socket.send(ASK);
                again = socket.until("\r\n").contains("200");
            }
        }
        assertThat(again).isTrue();
    }

    /** Takes as long as the guard's patience, eleven seconds. */
    @Test
    void whoWasToldToSendOrRefusedAndSendsNothingIsCutOff() throws IOException {
        ConnectedPractice practice = gateway.aConnectedPractice();
        String head = " HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: 100-continue\r\nContent-Length: 5000\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\nAuthorization: Bearer ";
        try (RawSocket told = socket();
                RawSocket refused = socket()) {
            told.send("POST /fhir/" + practice.id() + "/Patient/_search" + head + GatewayExtension.BOOTSTRAP_KEY
                    + "\r\nGatehouse-Tenant: " + practice.partner().api().tenant() + "\r\n\r\n");
            told.until("HTTP/1.1 100 Continue\r\n\r\n");
            refused.send("POST /fhir/" + practice.id() + "/Patient/_search" + head + "nobody\r\n\r\n");
            refused.until("HTTP/1.1 401 Unauthorized\r\n");

            assertThat(Answers.statuses(told.untilClosed())).doesNotContain(200);
            assertThat(refused.untilClosed()).contains("unauthorized");
        }
    }
}
