package dev.gatehouse.bench.rotation;

import dev.gatehouse.common.rotation.KeyRotations;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.KeyRing;
import dev.gatehouse.common.vault.Keyset;
import dev.gatehouse.common.vault.SealBroken;
import io.vertx.core.Future;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Gives an installation a new sealing key while grants are refreshed, kills the process again and again, and looks whether
 * every secret opens with the new key alone and is what was last acknowledged. Arguments: sealed secrets (100000), kills
 * (5), refreshes a second (100), seed (1). One lost or unreadable secret is a failure.
 */
public final class ReSeal {
    private static final int BATCH = 500;
    private static final Duration LONGEST = Duration.ofMinutes(30);

    private final Path directory;
    private final int grants;
    private final int perSecond;
    private final PrintStream out;
    private final Map<String, Long> acknowledged = new HashMap<>();
    private long refreshes;
    private long failures;
    private String rotation = "";

    private ReSeal(Path directory, int grants, int perSecond, PrintStream out) {
        this.directory = directory;
        this.grants = grants;
        this.perSecond = perSecond;
        this.out = out;
    }

    public static void main(String[] args) throws Exception {
        int secrets = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        int kills = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        int perSecond = args.length > 2 ? Integer.parseInt(args[2]) : 100;
        Random random = new Random(args.length > 3 ? Long.parseLong(args[3]) : 1);
        ReSeal bench = new ReSeal(Files.createTempDirectory("gatehouse-reseal"), secrets / 2, perSecond, System.out);
        bench.fill();
        bench.run("before", Duration.ofSeconds(30), Long.MAX_VALUE);
        bench.begin();
        long begun = System.nanoTime();
        for (int kill = 1; kill <= kills; kill++) {
            // At another moment of the work each: the first before it begins, the others within it.
            double part = kill == 1 ? 0 : (kill - 2 + random.nextDouble()) / kills;
            bench.run("run " + kill, LONGEST, (long) (part * secrets));
        }
        bench.run("last", LONGEST, Long.MAX_VALUE);
        System.out.printf("rotation took %.0f s with %d kills%n", (System.nanoTime() - begun) / 1e9, kills);
        System.exit(bench.check() ? 0 : 1);
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get();
    }

    private void fill() throws Exception {
        SealedGrants installation = new SealedGrants(directory);
        await(installation.application());
        for (int first = 0; first < grants; first += BATCH) {
            await(installation.fill(first, Math.min(BATCH, grants - first)));
        }
        installation.close();
        await(installation.vertx.close());
        out.printf("%,d sealed secrets of %,d grants%n", 2 * grants, grants);
    }

    private void begin() throws Exception {
        SealedGrants installation = new SealedGrants(directory);
        Author by = Author.system(TenantId.DEFAULT, "bench");
        rotation = await(installation.rotations().begin(by, Keyset.SEALING, Duration.ZERO))
                .newKey();
        installation.close();
        await(installation.vertx.close());
    }

    /** Runs a node until its time is over, it has sealed so many secrets anew, or it is done, then kills it. */
    private void run(String name, Duration life, long resealed) throws Exception {
        Process child = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RefreshingNode.class.getName(),
                        directory.toString(),
                        Integer.toString(grants),
                        Integer.toString(perSecond)))
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("log").toFile()))
                .start();
        List<Long> micros = new ArrayList<>();
        String last = read(child, life, resealed, micros);
        child.waitFor();
        Collections.sort(micros);
        out.printf(
                "%-7s %,6d refreshes acknowledged, p50 %.1f ms, p99 %.1f ms, longest %.1f ms; %s%n",
                name, micros.size(), at(micros, 0.5), at(micros, 0.99), at(micros, 1), last);
    }

    private String read(Process child, Duration life, long resealed, List<Long> micros) throws IOException {
        String last = "no rotation";
        long end = Long.MAX_VALUE;
        try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
            // What stands in the pipe when the process dies was acknowledged too.
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", -1);
                if (words[0].equals("ready")) {
                    end = System.nanoTime() + life.toNanos();
                } else if (words[0].equals("ok") && words.length == 4) {
                    acknowledged.merge(words[1], Long.valueOf(words[2]), Math::max);
                    micros.add(Long.valueOf(words[3]));
                    refreshes++;
                } else if (words[0].equals("rotation")) {
                    last = line;
                } else if (words[0].equals("failed")) {
                    failures++;
                    out.println(line);
                }
                boolean over = System.nanoTime() > end || (line.startsWith("rotation") && isFar(words, resealed));
                if (over && child.isAlive()) {
                    child.toHandle().destroyForcibly(); // Process would close the pipe
                }
            }
        }
        return last;
    }

    private static boolean isFar(String[] words, long resealed) {
        return words[1].equals("done") || (words.length == 4 && Long.parseLong(words[2]) >= resealed);
    }

    private static double at(List<Long> sorted, double part) {
        return sorted.isEmpty() ? 0 : sorted.get((int) ((sorted.size() - 1) * part)) / 1000.0;
    }

    private boolean check() throws Exception {
        SealedGrants installation = new SealedGrants(directory);
        KeyRing ring = installation.held.ring();
        List<Object[]> rows = await(installation
                .database()
                .read(tx -> tx.selectRows(
                        "select connection_id, generation, access_token, refresh_token from token_grant")));
        int unreadable = 0;
        int lost = 0;
        for (Object[] row : rows) {
            String id = (String) row[0];
            long generation = ((Number) row[1]).longValue();
            lost += generation < acknowledged.getOrDefault(id, 1L) ? 1 : 0;
            unreadable += opens(ring, "access_token", id, generation, (byte[]) row[2]) ? 0 : 1;
            unreadable += opens(ring, "refresh_token", id, generation, (byte[]) row[3]) ? 0 : 1;
        }
        KeyRotations.Sealed sealed = await(installation.rotations().sealed(ring));
        boolean onlyNew = ring.keys(Keyset.SEALING).size() == 1
                && rotation.equals(String.format("%08x", ring.primary(Keyset.SEALING)));
        installation.close();
        await(installation.vertx.close());
        out.printf(
                "%,d refreshes acknowledged, %d failed; %,d secrets: %d lost, %d unreadable, %d by an old key; only the new"
                        + " key left: %s%n",
                refreshes, failures, sealed.values(), lost, unreadable, sealed.byOldKeys(), onlyNew);
        return lost == 0 && unreadable == 0 && onlyNew && rows.size() == grants;
    }

    private static boolean opens(KeyRing ring, String column, String id, long generation, byte[] value) {
        try {
            return ring.sealer()
                    .open(value, SealedGrants.place(column, id, generation))
                    .reveal()
                    .equals(SealedGrants.token(column, id, generation));
        } catch (SealBroken broken) {
            return false;
        }
    }
}
