package dev.gatehouse.gateway.faults;

import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.Browser;
import dev.gatehouse.gateway.token.RefreshPace;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Token endpoints that take their time, beside one that does not. */
@Tag("faults")
@ExtendWith(FaultTable.class)
final class SlowServerFaults {
    /** One try each: what is looked at is how long it lasts. */
    private static final RefreshPace PACE = new RefreshPace(List.of(), Duration.ofSeconds(1), Duration.ofSeconds(60));

    private static final Duration LONGEST = Duration.ofSeconds(22);

    @TempDir
    Path directory;

    @Scenario(
            id = "T4",
            fault = "one byte a second; no answer at all; TLS that hangs; network that swallows",
            expected = "each ends within 20 s; another EHR is not held up")
    void slow(Findings findings) {
        LocalGateway gateway = LocalGateway.start(directory, PACE);
        try (gateway;
                Oracle trickling = Oracle.start(gateway.vertx());
                Oracle silent = Oracle.start(gateway.vertx());
                Oracle behind = Oracle.start(gateway.vertx());
                Oracle well = Oracle.start(gateway.vertx());
                FaultProxy network = FaultProxy.to(behind.port());
                FaultProxy hanging = FaultProxy.to(behind.port())) {
            slow(findings, gateway, List.of(trickling, silent, behind.knownAs(network.port())), network, hanging, well);
        }
    }

    private static void slow(
            Findings findings,
            LocalGateway gateway,
            List<Oracle> slow,
            FaultProxy network,
            FaultProxy hanging,
            Oracle well) {
        Api api = gateway.api();
        List<Practices> all =
                slow.stream().map(oracle -> Practices.connect(api, oracle, 3)).toList();
        Practices good = Practices.connect(api, well, 3);
        List<Long> before = times(findings, api, good, 60);
        slow.get(0).answers(shown -> Reply.trickle(gateway.vertx()));
        slow.get(1).answers(shown -> Reply.silence());
        network.freeze();
        hanging.freeze();
        List<CompletableFuture<Duration>> waiting = new ArrayList<>();
        for (Practices each : all) {
            each.each().forEach(practice -> waiting.add(timed(each.refreshLater(api, practice))));
        }
        waiting.add(hangingHandshake(findings, api, slow.get(2), hanging, all.get(2)));
        List<Long> meanwhile = times(findings, api, good, 60);
        Duration longest = waiting.stream()
                .map(CompletableFuture::join)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        findings.rounds("9 refreshes, 1 sign-in, 120 refreshes beside them");
        findings.seen(
                "longest %d ms; p99 of the other EHR %d ms before, %d ms meanwhile",
                longest.toMillis(), p99(before), p99(meanwhile));
        findings.need(longest.compareTo(LONGEST) < 0, "one lasted %s", longest);
        findings.need(p99(meanwhile) < 2 * p99(before) + 500, "the other EHR was held up");
        network.heal();
        slow.forEach(Oracle::answersWell);
        gateway.truth().check(findings, well, good, Set.of());
        Truth.checkLog(findings, gateway.log());
    }

    private static CompletableFuture<Duration> timed(CompletableFuture<Api.Answer> answer) {
        long begun = System.nanoTime();
        return answer.handle((done, failure) -> Duration.ofNanos(System.nanoTime() - begun));
    }

    /** A sign-in whose code is to be exchanged where nobody speaks TLS. */
    private static CompletableFuture<Duration> hangingHandshake(
            Findings findings, Api api, Oracle oracle, FaultProxy hanging, Practices practices) {
        oracle.knownAs(oracle.port()).tokensAt("https://127.0.0.1:" + hanging.port());
        JsonObject session = practices.invite(api, 50, practices.endpoint(api, 50));
        Browser browser = new Browser();
        String back = Practices.wayBack(browser, session);
        long begun = System.nanoTime();
        return browser.openLater(back).handle((page, failure) -> {
            findings.need(failure == null, "the callback page never came");
            return Duration.ofNanos(System.nanoTime() - begun);
        });
    }

    private static List<Long> times(Findings findings, Api api, Practices practices, int count) {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long begun = System.nanoTime();
            Api.Answer answer = practices.refresh(api, i % practices.count());
            findings.need(answer.status() == 200, "beside it: %d", answer.status());
            times.add((System.nanoTime() - begun) / 1_000_000);
        }
        Collections.sort(times);
        return times;
    }

    private static long p99(List<Long> sorted) {
        return sorted.get(sorted.size() * 99 / 100);
    }
}
