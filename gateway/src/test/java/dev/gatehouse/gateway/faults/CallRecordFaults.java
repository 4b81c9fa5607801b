package dev.gatehouse.gateway.faults;

import dev.gatehouse.common.testing.PostgresServer;
import dev.gatehouse.gateway.testing.Api;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a process that dies under load leaves of its records of calls. */
@Tag("faults")
@ExtendWith(FaultTable.class)
final class CallRecordFaults {
    private static final int CLIENTS = 4;
    /** What docs/operating.md says may be lost. */
    private static final Duration WINDOW = Duration.ofSeconds(6);

    private static final int LEAST_MILLIS = 8_000;
    private static final int MORE_MILLIS = 6_000;

    @TempDir
    Path directory;

    @Scenario(
            id = "L1",
            fault = "kill -9 at random under load, H2",
            expected = "it starts again; no record of a call is lost that was answered more than 6 s before")
    void killed(Findings findings) throws Exception {
        killUnderLoad(findings, null);
    }

    @Scenario(
            id = "L2",
            fault = "kill -9 at random under load, PostgreSQL",
            expected = "it starts again; no record of a call is lost that was answered more than 6 s before")
    void killedOnPostgres(Findings findings) throws Exception {
        killUnderLoad(
                findings,
                PostgresServer.newDatabase()
                        .jdbcUrl()
                        .replace("jdbc:postgresql://", "postgresql://postgres:postgres@"));
    }

    /** @param databaseUrl null for a file of the node's own */
    private void killUnderLoad(Findings findings, @Nullable String databaseUrl) throws Exception {
        int kills = Findings.times(2);
        Vertx vertx = Vertx.vertx();
        try (Oracle oracle = Oracle.start(vertx)) {
            oracle.fhir(request -> request.response()
                    .putHeader("Content-Type", "application/fhir+json")
                    .end("{}"));
            Installation installation = new Installation(directory.resolve("node"), databaseUrl);
            Node node = installation.start();
            String base =
                    "/fhir/" + Practices.connect(installation.api(), oracle, 1).id(0);
            Map<String, Long> answered = new ConcurrentHashMap<>();
            int lost = 0;
            long oldest = 0;
            for (int i = 0; i < kills; i++) {
                int port = Integer.parseInt(installation.url().replaceAll(".*:", ""));
                AtomicBoolean over = new AtomicBoolean();
                List<Thread> clients = clients(port, base, "kill" + i, answered, over);
                Eventually.pass(
                        Duration.ofMillis(LEAST_MILLIS + findings.random().nextInt(MORE_MILLIS)));
                long killedAt = System.nanoTime();
                node.kill();
                over.set(true);
                for (Thread each : clients) {
                    each.join();
                }
                node = installation.start();
                Set<String> recorded = recorded(installation.api());
                for (Map.Entry<String, Long> call : answered.entrySet()) {
                    if (!recorded.contains(call.getKey())) {
                        lost++;
                        oldest = Math.max(oldest, (killedAt - call.getValue()) / 1_000_000);
                    }
                }
                // what is lost once is lost, and was counted
                answered.keySet().retainAll(recorded);
                findings.need(!recorded.isEmpty(), "nothing was recorded");
            }
            node.stop();
            findings.rounds("%d kills, %d calls", kills, answered.size() + lost);
            findings.seen("%d records lost, the oldest %d ms before the kill", lost, oldest);
            findings.need(answered.size() > lost, "too few calls outlived the kill to show anything");
            findings.need(oldest <= WINDOW.toMillis(), "a record %d ms old was lost", oldest);
        } finally {
            dev.gatehouse.common.testing.Answers.await(vertx.close());
        }
    }

    /** Each calls on until the process is gone, and notes when it had its answers, by request id. */
    private static List<Thread> clients(
            int port, String base, String round, Map<String, Long> answered, AtomicBoolean over) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            String name = round + "-client" + i + "-";
            Thread thread = new Thread(() -> {
                for (int k = 0; !over.get(); k++) {
                    if (!isAnswered(port, base, name + k)) {
                        return;
                    }
                    answered.put(name + k, System.nanoTime());
                }
            });
            thread.start();
            threads.add(thread);
        }
        return threads;
    }

    private static boolean isAnswered(int port, String base, String request) {
        try (RawCall call = new RawCall(port)) {
            call.send("GET", base + "/Patient?_count=1", "X-Request-Id: " + request + "\r\nConnection: close\r\n");
            return call.status() == 200 && call.read(new byte[16]) > 0;
        } catch (IOException gone) {
            return false;
        }
    }

    private static Set<String> recorded(Api api) {
        Set<String> requests = new HashSet<>();
        String cursor = "";
        while (true) {
            JsonObject page =
                    api.get("/api/v1/calls?limit=200" + cursor).need(200).json();
            page.getJsonArray("items").forEach(each -> requests.add(((JsonObject) each).getString("requestId")));
            String next = page.getString("nextCursor");
            if (next == null) {
                return requests;
            }
            cursor = "&cursor=" + next;
        }
    }
}
