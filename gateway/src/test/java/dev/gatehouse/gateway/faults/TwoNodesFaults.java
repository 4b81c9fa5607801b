package dev.gatehouse.gateway.faults;

import static dev.gatehouse.common.testing.Answers.await;

import dev.gatehouse.common.testing.PostgresServer;
import dev.gatehouse.gateway.testing.Api;
import io.vertx.core.Vertx;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways, each a process of its own, on one PostgreSQL. */
@Tag("faults")
@ExtendWith(FaultTable.class)
final class TwoNodesFaults {
    private static final List<Duration> AGAIN =
            List.of(Duration.ofMillis(100), Duration.ofMillis(300), Duration.ofSeconds(1));
    private static final Duration CONFIRM = Duration.ofSeconds(1);
    private static final Duration LEASE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private Oracle oracle;
    private Installation first;
    private Installation second;
    private Node one;
    private Node other;
    private Practices practices;

    @BeforeEach
    void start() {
        oracle = Oracle.start(vertx);
        String url =
                PostgresServer.newDatabase().jdbcUrl().replace("jdbc:postgresql://", "postgresql://postgres:postgres@");
        first = new Installation(directory.resolve("first"), url);
        second = new Installation(directory.resolve("second"), url);
    }

    @AfterEach
    void stop() {
        for (Node each : new Node[] {one, other}) {
            if (each != null) {
                each.resume();
                each.close();
            }
        }
        oracle.close();
        await(vertx.close());
    }

    private void connect(int count, Duration lease) {
        one = first.pace(AGAIN, CONFIRM, lease).start();
        other = second.pace(AGAIN, CONFIRM, lease).start();
        practices = Practices.connect(first.api(), oracle, count);
        practices.each().forEach(practice -> {
            practices.read(first.api(), practice).need(200);
            practices.read(second.api(), practice).need(200);
        });
    }

    private void settle(Findings findings, String... causes) {
        Eventually.within(Duration.ofSeconds(5), () -> oracle.inFlight() == 0);
        one.stop();
        other.stop();
        Truth.of(first).check(findings, oracle, practices, Set.of(causes));
        Truth.checkLog(findings, first.log());
        Truth.checkLog(findings, second.log());
    }

    @Scenario(
            id = "R7",
            fault = "two nodes refresh the same connections at once",
            expected = "one token request for each race")
    void races(Findings findings) {
        int count = Findings.times(25);
        int waves = Findings.times(4);
        connect(count, LEASE);
        int before = oracle.presentations().size();
        oracle.answers(shown -> Reply.GOOD.after(Duration.ofMillis(800)));
        for (int wave = 0; wave < waves; wave++) {
            List<CompletableFuture<Api.Answer>> answers = new ArrayList<>();
            practices.each().forEach(practice -> {
                answers.add(practices.refreshLater(first.api(), practice));
                answers.add(practices.refreshLater(second.api(), practice));
            });
            answers.forEach(each -> {
                Api.Answer answer = each.join();
                findings.need(answer.status() == 200, "a caller got %d %s", answer.status(), answer.body());
            });
        }
        int asked = oracle.presentations().size() - before;
        findings.rounds("%d races", count * waves);
        findings.seen("%d token requests, most at once for one grant %d", asked, oracle.mostInFlight());
        findings.need(asked == count * waves, "%d token requests for %d races", asked, count * waves);
        settle(findings);
    }

    /** One node is stopped while its requests are under way, the other refreshes, and the first goes on. */
    private void pausedOwner(Findings findings, int count) {
        oracle.answers(shown -> Reply.GOOD.after(Duration.ofMillis(700)));
        List<CompletableFuture<Api.Answer>> answers = practices
                .each()
                .mapToObj(practice -> practices.refreshLater(first.api(), practice))
                .toList();
        Eventually.so(Duration.ofSeconds(10), "all to be asked", () -> oracle.inFlight() == count);
        one.pause();
        Eventually.so(Duration.ofSeconds(10), "all to be answered", () -> oracle.inFlight() == 0);
        // The other node shows the same tokens rightly: nobody has taken the answers in.
        oracle.clientDied();
        oracle.answersWell();
        // Past the lease of two seconds.
        Eventually.pass(Duration.ofSeconds(3));
        practices
                .each()
                .forEach(practice -> findings.need(
                        practices.refresh(second.api(), practice).status() != 500, "the other node failed"));
        one.resume();
        answers.forEach(each -> {
            try {
                findings.need(each.join().status() != 500, "the paused node failed");
            } catch (CompletionException e) {
                findings.breach("the paused node broke a call: %s", e);
            }
        });
    }

    @Scenario(
            id = "R8",
            fault = "the owner is paused past its lease, the other node refreshes, the owner goes on; grace 30 s",
            expected = "its late answer changes nothing")
    void pausedPastTheLease(Findings findings) {
        oracle.grace(Duration.ofSeconds(30));
        int count = Findings.times(10);
        connect(count, Duration.ofSeconds(2));
        int rounds = Findings.times(2);
        for (int round = 0; round < rounds; round++) {
            pausedOwner(findings, count);
        }
        findings.rounds("%d connections x %d pauses; lease 2 s", count, rounds);
        List<Api> nodes = List.of(first.api(), second.api());
        practices
                .each()
                .forEach(practice -> nodes.forEach(
                        api -> findings.need(practices.read(api, practice).status() == 200, "FHIR did not answer")));
        settle(findings);
    }

    @Scenario(
            id = "R8b",
            fault = "the same; no grace, families live on: only the paused owner has the good token",
            expected = "taken from its late answer")
    void pausedWithTheOnlyToken(Findings findings) {
        oracle.endsFamilies(false);
        int count = Findings.times(10);
        connect(count, Duration.ofSeconds(2));
        pausedOwner(findings, count);
        boolean well = Eventually.within(
                Duration.ofSeconds(20),
                () -> practices
                        .each()
                        .allMatch(practice ->
                                practices.state(second.api(), practice).equals("active")));
        long active = practices
                .each()
                .filter(practice -> practices.state(second.api(), practice).equals("active"))
                .count();
        findings.need(well, "%d of %d are active again", active, count);
        findings.rounds("%d connections", count);
        findings.seen("%d active again", active);
        settle(findings, "rotation-lost");
    }

    @Scenario(
            id = "R8c",
            fault = "the owner is paused between its claim and its request, the other node refreshes; no grace",
            expected = "it does not ask any more, and has the other's token")
    void pausedBeforeItAsks(Findings findings) {
        connect(1, Duration.ofSeconds(2));
        int before = oracle.presentations().size();
        first.stopAt("CLAIMED", 1);
        CompletableFuture<Api.Answer> late = practices.refreshLater(first.api(), 0);
        Eventually.so(Duration.ofSeconds(10), "the owner to stop", one::isPaused);
        // Past the lease of two seconds.
        Eventually.pass(Duration.ofSeconds(3));
        practices.refresh(second.api(), 0).need(200);
        one.resume();
        int status = late.join().status();
        findings.need(status == 200, "the paused node answered %d", status);
        int asked = oracle.presentations().size() - before;
        findings.need(asked == 1, "%d token requests", asked);
        findings.seen("%d token request", asked);
        settle(findings);
    }

    @Scenario(
            id = "R6p",
            fault = "kill -9 of either node at random under load, PostgreSQL; grace 2 min",
            expected = "no token lost; the other node goes on")
    void killedAtRandom(Findings findings) {
        oracle.grace(Duration.ofMinutes(2));
        int count = Findings.times(30);
        int kills = Findings.times(4);
        connect(count, Duration.ofSeconds(5));
        oracle.answers(shown -> Reply.GOOD.after(Duration.ofMillis(20)));
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger done = new AtomicInteger();
        AtomicInteger served = new AtomicInteger();
        List<Thread> load = load(findings, over, done, served);
        for (int kill = 0; kill < kills; kill++) {
            Eventually.pass(Duration.ofMillis(1_000 + findings.random().nextInt(2_000)));
            boolean firstNode = findings.random().nextBoolean();
            (firstNode ? one : other).kill();
            oracle.clientDied();
            if (firstNode) {
                one = first.start();
            } else {
                other = second.start();
            }
        }
        over.set(true);
        load.forEach(TwoNodesFaults::join);
        oracle.answersWell();
        practices
                .each()
                .forEach(practice -> Eventually.so(
                        Duration.ofSeconds(30),
                        "connection " + practice + " to be refreshed",
                        () -> practices.refresh(second.api(), practice).status() == 200));
        findings.rounds("%d kills, %d connections, %d refreshes, %d reads", kills, count, done.get(), served.get());
        settle(findings);
    }

    /** Reads and refreshes at both nodes; who finds one gone asks the other, and one of them must answer. */
    private List<Thread> load(Findings findings, AtomicBoolean over, AtomicInteger refreshes, AtomicInteger reads) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Random random = new Random(findings.random().nextLong());
            Thread thread = new Thread(() -> {
                while (!over.get()) {
                    int practice = random.nextInt(practices.count());
                    if (random.nextBoolean()) {
                        refreshes.addAndGet(atEither(random, api -> practices.refresh(api, practice)) == 200 ? 1 : 0);
                    } else {
                        int status = atEither(random, api -> practices.read(api, practice));
                        reads.addAndGet(status == 200 ? 1 : 0);
                        findings.need(status == 200, "a read was answered %d by the last node asked", status);
                    }
                }
            });
            thread.start();
            threads.add(thread);
        }
        return threads;
    }

    private interface Call {
        Api.Answer at(Api api);
    }

    private int atEither(Random random, Call call) {
        boolean begin = random.nextBoolean();
        int status = 0;
        for (int attempt = 0; attempt < 3 && status != 200; attempt++) {
            try {
                status = call.at((begin == (attempt % 2 == 0)) ? first.api() : second.api())
                        .status();
            } catch (java.io.UncheckedIOException gone) {
                status = 0;
            }
        }
        return status;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Scenario(
            id = "P5",
            fault = "both nodes are restarted in turn under load",
            expected = "every read served by one of them; no token lost")
    void rollingRestart(Findings findings) {
        int count = Findings.times(20);
        connect(count, LEASE);
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger refreshes = new AtomicInteger();
        AtomicInteger reads = new AtomicInteger();
        List<Thread> load = load(findings, over, refreshes, reads);
        int rounds = Findings.times(1);
        for (int round = 0; round < rounds; round++) {
            Eventually.pass(Duration.ofSeconds(1));
            one.stop();
            one = first.start();
            Eventually.pass(Duration.ofSeconds(1));
            other.stop();
            other = second.start();
        }
        over.set(true);
        load.forEach(TwoNodesFaults::join);
        findings.rounds("%d restarts, %d refreshes, %d reads", 2 * rounds, refreshes.get(), reads.get());
        settle(findings);
    }
}
