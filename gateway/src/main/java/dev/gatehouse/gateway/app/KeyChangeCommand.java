package dev.gatehouse.gateway.app;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.rotation.KeyRotation;
import dev.gatehouse.common.rotation.KeyRotations;
import dev.gatehouse.common.rotation.KeyWatch;
import dev.gatehouse.common.rotation.MasterKeyChange;
import dev.gatehouse.common.rotation.RotationState;
import dev.gatehouse.common.settings.SettingsSource;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.KeyRing;
import dev.gatehouse.common.vault.Keyset;
import dev.gatehouse.common.vault.MasterKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * {@code keys status|rotate-sealing|rotate-fingerprints|rotate-audit|rotate-master|finish|give-up}: the installation's own keys. With
 * {@code GATEHOUSE_API_KEY} it asks a running gateway, otherwise it works on the database itself.
 */
final class KeyChangeCommand {
    /** The words after {@code keys} that are ours. */
    static final Set<String> WORDS = Set.of(
            "status", "rotate-sealing", "rotate-fingerprints", "rotate-audit", "rotate-master", "finish", "give-up");

    static final String ROTATE = "rotate-";

    private final Map<String, String> environment;
    private final PrintStream out;

    KeyChangeCommand(Map<String, String> environment, PrintStream out) {
        this.environment = environment;
        this.out = out;
    }

    int run(String word, List<String> arguments) throws InterruptedException, IOException {
        Arguments given = new Arguments(arguments, Set.of("--new-file", "--keep-old-days"), Set.of());
        boolean ofOne = word.equals("finish") || word.equals("give-up");
        String id = String.join("", ofOne ? given.words("ID") : given.words());
        int days = days(given);
        String key = environment.get("GATEHOUSE_API_KEY");
        if (key != null && !key.isBlank()) {
            if (given.option("--new-file").isPresent()) {
                throw new UsageMistake("A running gateway makes the new key beside its own: leave --new-file out.");
            }
            return new RunningKeyChange(environment.getOrDefault("GATEHOUSE_URL", "http://127.0.0.1:8080"), key, out)
                    .run(word, id, days);
        }
        return here(word, id, days, given);
    }

    private static int days(Arguments given) {
        String text = given.option("--keep-old-days").orElse(Long.toString(KeyRotations.KEEP_OLD.toDays()));
        if (!text.matches("\\d{1,3}") || Integer.parseInt(text) > KeyRotations.LONGEST.toDays()) {
            throw new UsageMistake("--keep-old-days takes 0 to " + KeyRotations.LONGEST.toDays() + ".");
        }
        return Integer.parseInt(text);
    }

    private int here(String word, String id, int days, Arguments given) throws InterruptedException {
        GatewaySettings settings = GatewaySettings.read(new SettingsSource(environment, null));
        Clock clock = Clock.systemUTC();
        SecureRandom random = new SecureRandom();
        Vertx vertx = Vertx.vertx();
        try (Storage storage = Storage.open(vertx, settings, clock)) {
            AuditTrail audit = new AuditTrail(storage.keys().audit(), clock);
            Author by = CommandLine.author(TenantId.DEFAULT);
            KeyRotations rotations = storage.rotations(audit, random, clock);
            MasterKeyChange master = storage.masterKeyChange(vertx, settings, audit, new Ids(random), clock);
            KeyWatch watch = storage.watch(vertx, audit, settings.sharedDatabase(), clock);
            switch (word) {
                case "status" -> status(storage, rotations);
                case "rotate-master" -> {
                    Path file = given.option("--new-file")
                            .map(Path::of)
                            .orElseGet(() -> MasterKey.nextTo(settings.masterKeyFile()));
                    KeyRotation begun = await(master.begin(by, file));
                    out.println(line(begun));
                    out.println(masterBegun(file.toAbsolutePath().toString(), begun.id()));
                }
                case "finish" -> {
                    boolean isMaster = await(rotations.of(id)).keyset().equals(MasterKeyChange.MASTER);
                    KeyRotation finished = await(isMaster ? master.finish(by, id) : rotations.finish(by, id));
                    work(watch, clock, rotations, finished);
                }
                case "give-up" -> out.println(line(await(master.giveUp(by, id))));
                default -> {
                    Keyset use = Keyset.of(word.substring(ROTATE.length())).orElseThrow();
                    KeyRotation begun = await(rotations.begin(by, use, Duration.ofDays(days)));
                    work(watch, clock, rotations, begun);
                }
            }
            return 0;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Failure failure) {
                out.println(failure.detail());
                return 1;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().orTimeout(5, TimeUnit.SECONDS);
        }
    }

    private void status(Storage storage, KeyRotations rotations) throws ExecutionException, InterruptedException {
        KeyRing ring = storage.keys().ring();
        for (Keyset use : Keyset.values()) {
            out.printf(
                    "%s: key %08x, %d older%n",
                    use.text(), ring.primary(use), ring.keys(use).size() - 1);
        }
        out.println("master: " + storage.master().id());
        KeyRotations.Sealed sealed = await(rotations.sealed(ring));
        out.printf("%d sealed values, %d of them by older keys%n", sealed.values(), sealed.byOldKeys());
        for (KeyRotation each : await(rotations.list())) {
            out.println(line(each));
        }
    }

    /** Does the work itself, as far as it goes today. */
    private void work(KeyWatch watch, Clock clock, KeyRotations rotations, KeyRotation begun)
            throws ExecutionException, InterruptedException {
        KeyRotation now = begun;
        while (isUnderWay(now, clock)) {
            if (!await(watch.look())) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            now = await(rotations.of(begun.id()));
        }
        out.println(line(now));
    }

    private static boolean isUnderWay(KeyRotation rotation, Clock clock) {
        if (rotation.state() == RotationState.KEEPING) {
            return rotation.dropAt() != null
                    && rotation.broken() == 0
                    && !rotation.dropAt().isAfter(clock.instant());
        }
        return rotation.endedAt() == null;
    }

    static String masterBegun(String file, String id) {
        return """
                The new master key is %s. From now on it opens everything, and so does the old one.
                Next: copy it to a safe place, start every node with it (GATEHOUSE_MASTER_KEY_FILE), then run
                  keys finish %s
                Keep the old file as long as you keep backups made before that.""".formatted(file, id);
    }

    static String line(KeyRotation rotation) {
        return "%s  %s  %s  new key %s  resealed %d, broken %d%s%s"
                .formatted(
                        rotation.id(),
                        rotation.keyset(),
                        rotation.state().text(),
                        rotation.newKey(),
                        rotation.resealed(),
                        rotation.broken(),
                        rotation.dropAt() == null || rotation.endedAt() != null
                                ? ""
                                : "  old keys go at " + rotation.dropAt(),
                        rotation.endedAt() == null ? "" : "  ended " + rotation.endedAt());
    }

    private static <T> T await(Future<T> future) throws ExecutionException, InterruptedException {
        return RunningGateway.await(future);
    }
}
