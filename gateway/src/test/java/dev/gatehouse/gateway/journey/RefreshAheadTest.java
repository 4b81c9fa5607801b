package dev.gatehouse.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.sandbox.fault.Fault;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Refreshes nobody asked for, by a clock that is moved. Access tokens live five minutes. */
final class RefreshAheadTest {
    private static final Duration LATEST_AHEAD = Duration.ofMinutes(4);
    private static final Duration LATEST_KEEP_ALIVE = Duration.ofDays(36);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @RegisterExtension
    static final GatewayExtension gateway =
            GatewayExtension.onH2().withMovableClock().withRefreshesAhead();

    private static long refreshes(ConnectedPractice connected) {
        return gateway.ehr().control().requests(RequestKind.REFRESH).stream()
                .filter(request -> connected.practice().guid().equals(request.practice()))
                .count();
    }

    private static long refreshes(List<ConnectedPractice> all) {
        return all.stream().mapToLong(RefreshAheadTest::refreshes).sum();
    }

    private static void eventually(String what, BooleanSupplier look) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!look.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    /** Its token came since the clock was moved last. */
    private static boolean isFresh(ConnectedPractice connected) {
        return gateway.clock().instant().equals(connected.json().getJsonObject("grant").getInstant("refreshedAt"));
    }

    private static List<ConnectedPractice> practices(Partner partner, int number) {
        return IntStream.range(0, number)
                .mapToObj(each -> partner.connects(gateway.aPractice()))
                .toList();
    }

    @Test
    void aConnectionInUseIsRefreshedWithoutACall() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        connected.read().need(200);

        gateway.clock().move(LATEST_AHEAD);

        eventually("a refresh", () -> refreshes(connected) == 1);
        eventually("a fresh token", () -> isFresh(connected));
        assertThat(connected.state()).isEqualTo("active");
    }

    @Test
    void anIdleOneIsOnlyKeptAlive() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        gateway.clock().move(LATEST_AHEAD);
        eventually("the refresh after connecting", () -> isFresh(connected));
        gateway.clock().move(LATEST_AHEAD);
        eventually("the one after which nobody came", () -> isFresh(connected));
        ConnectedPractice other = gateway.aConnectedPractice();

        gateway.clock().move(LATEST_AHEAD);
        eventually("the other's", () -> isFresh(other));
        assertThat(refreshes(connected)).isEqualTo(2);
        gateway.clock().move(LATEST_KEEP_ALIVE);

        eventually("keeping alive", () -> isFresh(connected));
        assertThat(refreshes(connected)).isEqualTo(3);
        assertThat(connected.state()).isEqualTo("active");
    }

    @Smart(86)
    @Test
    void anIdleOneLapsesWhereAnAdministratorWantsThat() {
        ConnectedPractice lapsing = gateway.aConnectedPractice();
        lapsing.partner()
                .api()
                .call(
                        "PATCH",
                        "/api/v1/applications/" + lapsing.partner().applicationId(),
                        new JsonObject().put("smart", new JsonObject().put("keepAlive", false)))
                .need(200);
        ConnectedPractice kept = gateway.aConnectedPractice();
        for (int i = 0; i < 2; i++) {
            gateway.clock().move(LATEST_AHEAD);
            eventually("both, after connecting", () -> isFresh(lapsing) && isFresh(kept));
        }

        gateway.clock().move(LATEST_KEEP_ALIVE);
        eventually("keeping alive", () -> isFresh(kept));

        assertThat(refreshes(lapsing)).isEqualTo(2);
        lapsing.read().need(200);
        assertThat(refreshes(lapsing)).isEqualTo(3);
    }

    @Test
    void aServerThatIsBackIsUsedAgainAtOnceForAll() {
        List<ConnectedPractice> all = practices(gateway.aPartner(), 5);
        gateway.ehr().control().inject(RequestKind.REFRESH, Fault.status(500).always());
        gateway.clock().move(LATEST_AHEAD);
        eventually("a failure of each", () -> all.stream().allMatch(each -> each.state().equals("degraded")));
        gateway.clock().move(Duration.ofMinutes(1));

        gateway.ehr().control().heal();

        // the clock stands, so no pause after a failure ends by itself
        eventually("fresh tokens", () -> all.stream().allMatch(RefreshAheadTest::isFresh));
        assertThat(all).allSatisfy(each -> assertThat(each.state()).isEqualTo("active"));
    }

    @Test
    void anApplicationThatIsRefusedAsksOnceAMinuteAndLosesNoConnection() {
        Partner partner = gateway.aPartner();
        List<ConnectedPractice> all = new ArrayList<>(practices(partner, 3));
        Fault refused = Fault.status(401).withBody("application/json", "{\"error\":\"invalid_client\"}");
        gateway.ehr().control().inject(RequestKind.REFRESH, refused.always());
        gateway.clock().move(LATEST_AHEAD);
        eventually("three refusals", () -> all.stream().allMatch(each -> each.state().equals("misconfigured")));
        all.addAll(practices(partner, 5));

        gateway.clock().move(LATEST_AHEAD);
        eventually("a probe", () -> refreshes(all) == 4);
        gateway.clock().move(Duration.ofSeconds(62));
        eventually("another", () -> refreshes(all) == 5);
        gateway.ehr().control().heal();
        gateway.clock().move(Duration.ofSeconds(62));

        eventually("fresh tokens", () -> all.stream().allMatch(RefreshAheadTest::isFresh));
        assertThat(refreshes(all)).isEqualTo(5 + 8);
        assertThat(all).allSatisfy(each -> assertThat(each.state()).isEqualTo("active"));
    }
}
