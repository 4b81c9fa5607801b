package dev.gatehouse.gateway.faults;

import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.Browser;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A gateway on H2 in a process of its own, which dies. */
@Tag("faults")
@ExtendWith(FaultTable.class)
final class CrashFaults {
    private static final List<Duration> AGAIN =
            List.of(Duration.ofMillis(100), Duration.ofMillis(300), Duration.ofSeconds(1));
    private static final Duration CONFIRM = Duration.ofSeconds(1);
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final int PRACTICES = Findings.times(20);
    private static final int KILLS = Findings.times(2);
    /** More on a machine with other work: {@code -Dfaults.ready}, in seconds; other times grow with it. */
    private static final Duration READY = Duration.ofSeconds(Integer.getInteger("faults.ready", 10));

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private Oracle oracle;
    private WebhookReceiver hooks;
    private Installation installation;
    private Node node;
    private Practices practices;

    @BeforeEach
    void start() {
        oracle = Oracle.start(vertx);
        hooks = WebhookReceiver.start(vertx);
        installation = new Installation(directory.resolve("node"), null).pace(AGAIN, CONFIRM, LEASE);
    }

    @AfterEach
    void stop() {
        if (node != null) {
            node.close();
        }
        oracle.close();
        hooks.close();
        dev.gatehouse.common.testing.Answers.await(vertx.close());
    }

    private void connect(int count) {
        node = installation.start();
        hooks.subscribe(installation.api(), "connection.*");
        practices = Practices.connect(installation.api(), oracle, count);
    }

    /** Asks for a refresh of all at once; the process may die meanwhile. */
    private List<CompletableFuture<Api.Answer>> refreshAll() {
        return practices
                .each()
                .mapToObj(practice -> practices.refreshLater(installation.api(), practice))
                .toList();
    }

    private static void await(List<CompletableFuture<Api.Answer>> answers) {
        answers.forEach(each -> {
            try {
                each.join();
            } catch (CompletionException gone) {
                // the process died under it
            }
        });
    }

    /** Stops the process and looks at everything it left. */
    private void settle(Findings findings, String... causes) {
        Eventually.within(Duration.ofSeconds(5), () -> oracle.inFlight() == 0);
        node.stop();
        Truth.of(installation).check(findings, oracle, practices, Set.of(causes));
        Truth.checkLog(findings, installation.log());
        hooks.events("connection.needs_reconnect")
                .forEach((id, events) -> findings.need(events.size() == 1, "I6: %s has %d events", id, events.size()));
    }

    private void restarted(Findings findings) {
        long begun = System.nanoTime();
        node = installation.start();
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        findings.need(took.compareTo(READY) < 0, "ready after %d ms", took.toMillis());
    }

    /** Each refreshes well now; answers how long the slowest took after the restart. */
    private Duration allRefresh(Findings findings, Duration longest) {
        long begun = System.nanoTime();
        Duration patience = longest.multipliedBy(READY.toSeconds()).dividedBy(10);
        practices.each().forEach(practice -> {
            AtomicReference<String> last = new AtomicReference<>("");
            boolean well = Eventually.within(patience, () -> {
                Api.Answer answer = practices.refresh(installation.api(), practice);
                last.set(answer.status() + " " + answer.body());
                return answer.status() == 200;
            });
            findings.need(
                    well,
                    "connection %d is %s (%s) and answers %s",
                    practice,
                    practices.state(installation.api(), practice),
                    practices.cause(installation.api(), practice),
                    last.get());
        });
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** Dies at a step of a refresh, is started again, and everything is well at once. Answers how many were at that step. */
    private int halted(Findings findings, String step, String next, int count) {
        installation.haltAt(step, count);
        List<CompletableFuture<Api.Answer>> answers = refreshAll();
        int code = node.awaitEnd();
        findings.need(code == 137, "the process ended with %d", code);
        await(answers);
        int atRisk = node.reached(step) - (next.isEmpty() ? 0 : node.reached(next));
        restarted(findings);
        return atRisk;
    }

    @Scenario(
            id = "R1",
            fault = "killed after the claim, before the request; grace 2 min",
            expected = "the node sees its own lease; refreshed in 5 s")
    void killedAfterTheClaim(Findings findings) {
        // Other requests are on their way when it dies: what becomes of those is R2 and R3.
        oracle.grace(Duration.ofMinutes(2));
        connect(PRACTICES);
        int claims = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            claims += halted(findings, "CLAIMED", "SENT", 1 + findings.random().nextInt(PRACTICES));
            Duration took = allRefresh(findings, Duration.ofSeconds(5));
            findings.seen("%d ms", took.toMillis());
        }
        findings.rounds("%d kills, %d claims left", KILLS, claims);
        settle(findings);
    }

    @Scenario(
            id = "R2",
            fault = "killed while the request is under way; rotated; grace 30 s",
            expected = "the same token shown at once after the restart; all well in 15 s")
    void killedWithinGrace(Findings findings) {
        oracle.grace(Duration.ofSeconds(30));
        connect(PRACTICES);
        oracle.answers(shown -> Reply.GOOD.after(Duration.ofSeconds(2)));
        List<CompletableFuture<Api.Answer>> answers = refreshAll();
        Eventually.so(Duration.ofSeconds(10), "all to be asked", () -> oracle.inFlight() == PRACTICES);
        node.kill();
        await(answers);
        oracle.answersWell();
        restarted(findings);
        Duration took = allRefresh(findings, Duration.ofSeconds(15));
        findings.rounds("1 kill, %d requests under way", PRACTICES);
        findings.seen("all well %d ms after the restart", took.toMillis());
        settle(findings);
    }

    @Scenario(
            id = "R3",
            fault = "the same without grace, the family ended",
            expected = "all flagged rotation-lost in 60 s, one webhook each")
    void killedWithoutGrace(Findings findings) {
        connect(PRACTICES);
        oracle.answers(shown -> Reply.GOOD.after(Duration.ofSeconds(2)));
        List<CompletableFuture<Api.Answer>> answers = refreshAll();
        Eventually.so(Duration.ofSeconds(10), "all to be asked", () -> oracle.inFlight() == PRACTICES);
        node.kill();
        await(answers);
        oracle.answersWell();
        restarted(findings);
        long begun = System.nanoTime();
        Eventually.within(Duration.ofSeconds(60), () -> lost() == PRACTICES);
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        findings.need(lost() == PRACTICES, "%d of %d flagged rotation-lost", lost(), PRACTICES);
        Eventually.within(
                Duration.ofSeconds(20),
                () -> hooks.events("connection.needs_reconnect").size() == PRACTICES);
        int told = hooks.events("connection.needs_reconnect").size();
        findings.need(told == PRACTICES, "I6: told of %d", told);
        findings.rounds("1 kill, %d requests under way", PRACTICES);
        findings.seen("flagged by itself after %d ms, %d webhooks", took.toMillis(), told);
        settle(findings, "rotation-lost");
    }

    private long lost() {
        return practices
                .each()
                .filter(practice ->
                        practices.cause(installation.api(), practice).equals("rotation-lost"))
                .count();
    }

    @Scenario(
            id = "R4",
            fault = "killed with the answer in the journal, not in the database; no grace",
            expected = "replayed at the start; nobody connects again")
    void killedBeforeTheCommit(Findings findings) {
        connect(PRACTICES);
        int journaled = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            // All are in the journal when it dies; an answer that is not yet is lost as in R3.
            journaled += halted(findings, "JOURNALED", "COMMITTED", PRACTICES);
            Duration took = allRefresh(findings, Duration.ofSeconds(15));
            findings.seen("all well after %d ms", took.toMillis());
        }
        findings.rounds("%d kills, %d answers in the journal only", KILLS, journaled);
        settle(findings);
    }

    @Scenario(
            id = "R5",
            fault = "killed after the commit, before the caller is told",
            expected = "the caller's next call is served; no second refresh")
    void killedAfterTheCommit(Findings findings) {
        connect(1);
        int extra = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            int before = oracle.presentations().size();
            findings.need(halted(findings, "COMMITTED", "", 1) == 1, "not committed");
            for (int call = 0; call < 5; call++) {
                findings.need(practices.read(installation.api(), 0).status() == 200, "FHIR did not answer");
            }
            extra += oracle.presentations().size() - before - 1;
        }
        findings.need(extra == 0, "%d needless refreshes", extra);
        findings.rounds("%d kills", KILLS);
        findings.seen("%d further token calls", extra);
        settle(findings);
    }

    @Scenario(
            id = "R6",
            fault = "kill -9 at random under load, H2; grace 2 min",
            expected = "every start in 10 s, no token lost")
    void killedAtRandom(Findings findings) {
        // Longer than a start takes anywhere: what is looked for is a token that is lost, not one that came too late.
        oracle.grace(Duration.ofMinutes(2));
        int count = Findings.times(40);
        int kills = Findings.times(5);
        connect(count);
        oracle.answers(shown -> Reply.GOOD.after(Duration.ofMillis(20)));
        AtomicInteger refreshes = new AtomicInteger();
        for (int kill = 0; kill < kills; kill++) {
            AtomicBoolean over = new AtomicBoolean();
            List<Thread> load = load(over, refreshes, findings.random());
            Eventually.pass(Duration.ofMillis(1_500 + findings.random().nextInt(2_500)));
            node.kill();
            oracle.clientDied();
            over.set(true);
            load.forEach(CrashFaults::join);
            restarted(findings);
        }
        Duration took = allRefresh(findings, Duration.ofSeconds(30));
        findings.rounds("%d kills, %d connections, %d refreshes", kills, count, refreshes.get());
        findings.seen("all well %d ms after the last", took.toMillis());
        settle(findings);
    }

    private List<Thread> load(AtomicBoolean over, AtomicInteger done, Random seeds) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Random random = new Random(seeds.nextLong());
            Thread thread = new Thread(() -> {
                while (!over.get()) {
                    try {
                        int practice = random.nextInt(practices.count());
                        if (practices.refresh(installation.api(), practice).status() == 200) {
                            done.incrementAndGet();
                        }
                    } catch (java.io.UncheckedIOException gone) {
                        return;
                    }
                }
            });
            thread.start();
            threads.add(thread);
        }
        return threads;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Scenario(
            id = "T6",
            fault = "token answers of 1 GB, and gzip of 1000:1",
            expected = "cut at 64 KiB; no memory taken")
    void floods(Findings findings) {
        int count = 4;
        oracle.grace(Duration.ofMinutes(5));
        connect(count);
        await(refreshAll());
        long before = node.residentKib();
        AtomicLong sent = new AtomicLong();
        int rounds = Findings.times(3);
        for (int round = 0; round < rounds; round++) {
            oracle.answers(shown -> Reply.flood(1L << 30, sent));
            await(refreshAll());
            oracle.answers(shown -> Reply.bomb(64 << 20));
            await(refreshAll());
        }
        long grown = (node.residentKib() - before) / 1024;
        oracle.answersWell();
        long each = sent.get() / Math.max(1, oracle.presentations().size());
        findings.rounds("%d connections x %d x 2", count, rounds);
        findings.seen("%d KiB a flood left the server, memory grew %d MiB", each / 1024, grown);
        // What the sockets' own buffers took was sent and never read.
        findings.need(each < 8 << 20, "%d bytes of each flood were taken", each);
        findings.need(grown <= 48, "memory grew by %d MiB", grown);
        Duration took = allRefresh(findings, Duration.ofSeconds(60));
        findings.seen("well after %d ms", took.toMillis());
        settle(findings);
    }

    @Scenario(
            id = "W1",
            fault = "restarted between connect/start and callback",
            expected = "the browser comes back and is connected")
    void restartedInTheMiddle(Findings findings) {
        connect(1);
        int flows = Findings.times(10);
        Api api = installation.api();
        List<Browser> browsers = new ArrayList<>();
        List<JsonObject> sessions = new ArrayList<>();
        List<String> backs = new ArrayList<>();
        for (int i = 0; i < flows; i++) {
            Browser browser = new Browser();
            JsonObject session = practices.invite(api, 100 + i, practices.endpoint(api, 100 + i));
            browsers.add(browser);
            sessions.add(session);
            backs.add(Practices.wayBack(browser, session));
        }
        node.kill();
        restarted(findings);
        int finished = 0;
        for (int i = 0; i < flows; i++) {
            finished += Practices.finish(browsers.get(i), sessions.get(i), backs.get(i))
                            .isEmpty()
                    ? 0
                    : 1;
        }
        findings.need(finished == flows, "%d of %d finished", finished, flows);
        findings.rounds("%d flows, 1 kill", flows);
        findings.seen("%d finished", finished);
        settle(findings);
    }

    @Scenario(
            id = "C1",
            fault = "clock jumps +1 h, -2 h, +1 h 10 min",
            expected = "no call with an ended token but one; at most one refresh for each jump")
    void clockJumps(Findings findings) {
        int count = 4;
        connect(count);
        int jumps = 0;
        Duration offset = Duration.ZERO;
        int before = oracle.presentations().size();
        for (Duration jump : List.of(Duration.ofHours(1), Duration.ofHours(-2), Duration.ofMinutes(70))) {
            offset = offset.plus(jump);
            installation.setClock(offset);
            Eventually.pass(Duration.ofMillis(100));
            jumps++;
            practices.each().forEach(practice -> {
                for (int call = 0; call < 3; call++) {
                    findings.need(practices.read(installation.api(), practice).status() == 200, "FHIR did not answer");
                }
            });
        }
        int refreshes = oracle.presentations().size() - before;
        findings.rounds("%d connections x %d jumps", count, jumps);
        findings.seen("%d refreshes, %d calls with an ended token", refreshes, oracle.overdueReads());
        findings.need(refreshes <= jumps * count, "%d refreshes", refreshes);
        findings.need(oracle.overdueReads() <= count, "%d calls with an ended token", oracle.overdueReads());
        settle(findings);
    }

    @Scenario(
            id = "W2",
            fault = "webhook receiver answers 500, then slowly, the gateway killed while it sends",
            expected = "every event at last, each under one id")
    void receiverInTrouble(Findings findings) {
        int count = Findings.times(12);
        node = installation.start();
        hooks.subscribe(installation.api(), "connection.*");
        hooks.answers(request -> request.response().setStatusCode(500).end());
        practices = Practices.connect(installation.api(), oracle, count);
        Eventually.so(
                Duration.ofSeconds(20), "a first try", () -> !hooks.received().isEmpty());
        hooks.answers(
                request -> vertx.setTimer(1_500, late -> request.response().end()));
        installation.setClock(Duration.ofMinutes(1));
        int tried = hooks.received().size();
        Eventually.so(
                Duration.ofSeconds(20), "another try", () -> hooks.received().size() > tried);
        node.kill();
        hooks.takes();
        // The tries under way are taken for dead after a minute, the others wait out their pauses.
        installation.setClock(Duration.ofMinutes(10));
        restarted(findings);
        Eventually.within(
                Duration.ofSeconds(60), () -> hooks.events("connection.active").size() == count);
        int told = hooks.events("connection.active").size();
        hooks.events("connection.active")
                .forEach((id, events) -> findings.need(events.size() == 1, "I6: %s has %d ids", id, events.size()));
        findings.need(told == count, "I6: told of %d of %d", told, count);
        findings.rounds("%d events, 1 kill", count);
        findings.seen("%d told in %d deliveries", told, hooks.received().size());
        settle(findings);
    }
}
