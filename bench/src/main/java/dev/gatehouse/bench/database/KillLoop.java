package dev.gatehouse.bench.database;

import dev.gatehouse.common.database.Database;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Kills a process that commits, at a random moment, and looks for what it had acknowledged. Freed space is reused after a
 * second, because that is when H2 2.5.252 began to lose synced commits. Arguments: runs (15), shortest run in seconds
 * (10), seed (1). All runs write to the same file. One lost commit is a failure.
 */
public final class KillLoop {
    private final BenchDatabase file;
    private final PrintStream out;
    private final Random random;
    private final Map<Integer, Long> acknowledged = new HashMap<>();
    private long commits;
    private long lost;
    private long keptUnasked;

    private KillLoop(BenchDatabase file, long seed, PrintStream out) {
        this.file = file;
        this.out = out;
        this.random = new Random(seed);
    }

    public static void main(String[] args) throws Exception {
        int runs = args.length > 0 ? Integer.parseInt(args[0]) : 15;
        int shortest = args.length > 1 ? Integer.parseInt(args[1]) : 10;
        long seed = args.length > 2 ? Long.parseLong(args[2]) : 1;
        Path directory = Files.createTempDirectory("gatehouse-kill");
        KillLoop loop = new KillLoop(BenchDatabase.in(directory).reusingSpaceSoon(), seed, System.out);
        for (int run = 1; run <= runs; run++) {
            loop.once(run, Duration.ofSeconds(shortest));
        }
        System.out.printf("%d runs, %,d acknowledged commits, %d lost%n", runs, loop.commits, loop.lost);
        System.exit(loop.lost == 0 ? 0 : 1);
    }

    private void once(int run, Duration shortest) throws Exception {
        Process child = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledWriter.class.getName(),
                        file.directory().toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long before = commits;
        keptUnasked = 0;
        long life = shortest.toNanos() + (long) (random.nextDouble() * 4e9);
        try (BufferedReader answers = child.inputReader(StandardCharsets.UTF_8)) {
            long end = Long.MAX_VALUE;
            // What stands in the pipe when the process dies was acknowledged too.
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                if (acknowledge(line) && end == Long.MAX_VALUE) {
                    end = System.nanoTime() + life;
                }
                if (System.nanoTime() > end && child.isAlive()) {
                    child.toHandle().destroyForcibly(); // Process would close the pipe
                }
            }
        }
        int code = child.waitFor();
        long missing = look();
        lost += missing;
        out.printf(
                "run %2d: killed after %4.1f s (exit %d), %,6d commits acknowledged, %d lost, %d under way kept, file %,d MB%n",
                run, life / 1e9, code, commits - before, missing, keptUnasked, file.size() >> 20);
    }

    /** A line is "writer number"; one cut short by the kill has no end of line and was not acknowledged. */
    private boolean acknowledge(String line) {
        String[] words = line.split(" ", -1);
        if (words.length == 3 && words[2].equals("done")) {
            acknowledged.put(Integer.valueOf(words[0]), Long.valueOf(words[1]));
            commits++;
            return true;
        }
        return false;
    }

    /** Opens the file as a start would and counts commits that were acknowledged and are not there, whole. */
    private long look() throws Exception {
        Vertx vertx = Vertx.vertx();
        Database database = file.open(vertx);
        List<Object[]> rows = DatabaseSoak.answerOf(database.read(tx ->
                tx.run(session -> session.createSelectionQuery("select id, amount from SoakRow", Object[].class)
                        .getResultList())));
        database.close();
        DatabaseSoak.answerOf(vertx.close());
        Map<Long, Long> found = new HashMap<>();
        rows.forEach(row -> found.put((Long) row[0], (Long) row[1]));
        return acknowledged.entrySet().stream()
                .mapToLong(each -> lost(each.getKey(), each.getValue(), found))
                .sum();
    }

    /**
     * A writer's commits that were acknowledged and are gone, or are not there whole. Its counter may be ahead of the last
     * acknowledged commit, by the one that was under way; the rows must be those of the counter, none less, none more.
     */
    private long lost(int writer, long last, Map<Long, Long> found) {
        long counter = found.getOrDefault(KilledWriter.id(writer, 0), 0L);
        long wrong = Math.max(0, last - counter);
        keptUnasked += Math.max(0, counter - last);
        for (long number = Math.max(1, counter - 2 * KilledWriter.KEPT); number <= counter + 1; number++) {
            boolean expected = number > counter - KilledWriter.KEPT && number <= counter;
            if (found.containsKey(KilledWriter.id(writer, number)) != expected) {
                wrong++;
            }
        }
        if (wrong > 0) {
            out.printf("writer %d: acknowledged %d, counter %d, %d wrong%n", writer, last, counter, wrong);
        }
        return wrong;
    }
}
