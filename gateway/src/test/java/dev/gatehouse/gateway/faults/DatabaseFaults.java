package dev.gatehouse.gateway.faults;

import static dev.gatehouse.common.testing.Answers.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.common.testing.PostgresServer;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.token.RefreshPace;
import dev.gatehouse.gateway.token.RefreshSteps;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

/** A gateway whose PostgreSQL goes away, at the other end of a network that fails. */
@Tag("faults")
@ExtendWith(FaultTable.class)
final class DatabaseFaults {
    private static final RefreshPace PACE = new RefreshPace(
            List.of(Duration.ofMillis(100), Duration.ofMillis(300), Duration.ofSeconds(1)),
            Duration.ofSeconds(1),
            Duration.ofSeconds(60));

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicBoolean dies = new AtomicBoolean();
    private final AtomicInteger journaled = new AtomicInteger();
    private Oracle oracle;
    private FaultProxy network;
    private LocalGateway gateway;
    private Api api;
    private Practices practices;

    @BeforeEach
    void start() {
        oracle = Oracle.start(vertx);
        URI database = URI.create(PostgresServer.newDatabase().jdbcUrl().substring("jdbc:".length()));
        network = FaultProxy.to(database.getPort());
        gateway = LocalGateway.start(
                directory,
                "postgresql://postgres:postgres@127.0.0.1:" + network.port() + database.getPath(),
                PACE,
                this::at);
        api = gateway.api();
    }

    private void at(RefreshSteps.Step step) {
        if (step == RefreshSteps.Step.JOURNALED && dies.get()) {
            journaled.incrementAndGet();
            network.refuse();
            network.resetAll();
        }
    }

    @AfterEach
    void stop() {
        network.heal();
        gateway.close();
        network.close();
        oracle.close();
        await(vertx.close());
    }

    private void settle(Findings findings) {
        Eventually.within(Duration.ofSeconds(10), () -> oracle.inFlight() == 0);
        gateway.truth().check(findings, oracle, practices, Set.of());
        Truth.checkLog(findings, gateway.log());
    }

    @CanIgnoreReturnValue
    private static int status(CompletableFuture<Api.Answer> answer) {
        try {
            return answer.join().status();
        } catch (CompletionException e) {
            return 0;
        }
    }

    @Scenario(
            id = "D1",
            fault = "PostgreSQL swallows packets for 10 s",
            expected = "known tokens are served, nobody is asked without a claim, well 5 s after")
    void blackHole(Findings findings) {
        int count = Findings.times(5);
        practices = Practices.connect(api, oracle, count);
        practices.each().forEach(practice -> practices.read(api, practice).need(200));
        int before = oracle.presentations().size();
        network.freeze();
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        List<CompletableFuture<Api.Answer>> refreshes = practices
                .each()
                .mapToObj(practice -> practices.refreshLater(api, practice))
                .toList();
        int served = 0;
        int asked = 0;
        while (System.nanoTime() < end) {
            for (int practice = 0; practice < count; practice++) {
                asked++;
                served += status(api.later("GET", practices.fhir(practice), null)) == 200 ? 1 : 0;
            }
            Eventually.pass(Duration.ofMillis(200));
        }
        int meanwhile = oracle.presentations().size() - before;
        network.heal();
        long healed = System.nanoTime();
        practices
                .each()
                .forEach(practice -> Eventually.so(
                        Duration.ofSeconds(60),
                        "connection " + practice,
                        () -> practices.refresh(api, practice).status() == 200));
        Duration took = Duration.ofNanos(System.nanoTime() - healed);
        refreshes.forEach(DatabaseFaults::status);
        findings.rounds("%d connections, %d reads", count, asked);
        findings.seen(
                "%d of %d reads served, %d token requests, well after %d ms",
                served, asked, meanwhile, took.toMillis());
        findings.need(meanwhile == 0, "%d token requests without a claim", meanwhile);
        findings.need(served == asked, "%d of %d reads were not served", asked - served, asked);
        findings.need(took.compareTo(Duration.ofSeconds(5)) < 0, "well only after %s", took);
        settle(findings);
    }

    @Scenario(
            id = "D2",
            fault = "the database dies between the answer and the commit; no grace",
            expected = "the journal holds it; committed when the database is back")
    void diesBeforeTheCommit(Findings findings) {
        int count = Findings.times(10);
        int rounds = Findings.times(2);
        practices = Practices.connect(api, oracle, count);
        for (int round = 0; round < rounds; round++) {
            oracle.answers(shown -> Reply.GOOD.after(Duration.ofMillis(500)));
            dies.set(true);
            List<CompletableFuture<Api.Answer>> answers = practices
                    .each()
                    .mapToObj(practice -> practices.refreshLater(api, practice))
                    .toList();
            Eventually.pass(Duration.ofSeconds(3));
            dies.set(false);
            network.heal();
            answers.forEach(DatabaseFaults::status);
            oracle.answersWell();
            practices
                    .each()
                    .forEach(practice -> Eventually.so(
                            Duration.ofSeconds(60),
                            "connection " + practice + " to be refreshed",
                            () -> practices.refresh(api, practice).status() == 200));
        }
        findings.rounds("%d connections x %d", count, rounds);
        findings.seen("%d answers were in the journal only", journaled.get());
        findings.need(journaled.get() > 0, "no answer came while the database was away");
        settle(findings);
    }
}
