package dev.gatehouse.sandbox;

import dev.gatehouse.sandbox.directory.DirectoryShape;
import dev.gatehouse.sandbox.fault.Behaviour;
import dev.gatehouse.sandbox.fault.Programme;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;

/** The command {@code sandbox}: runs a simulated EHR until the process is stopped. */
public final class SandboxCommand {

    private static final int PORT = 9080;
    private static final int WRONG_USE = 2;
    private static final Set<String> NAMES = Set.of(
            "host",
            "port",
            "authorization-port",
            "practices",
            "seed",
            "fmh-share",
            "dirty",
            "access-token-seconds",
            "rotation",
            "event-loops",
            "log-size",
            "approve-after-seconds");
    private static final Set<String> SWITCHES = Set.of("auto-approve", "practice-gate", "dynamic-registration");

    private static final String HELP = """
            sandbox: a simulated EHR, until it is stopped
              --host NAME                 address to listen on (127.0.0.1)
              --port N                    port of the EHR (9080; 0 for any free one)
              --authorization-port N      port of the second origin (the next one)
              --practices N               how many practices (3422)
              --seed N                    another seed makes other practices (1)
              --fmh-share X               share of practices whose patients authorize on the second origin (0.3)
              --dirty X                   0 for clean names, 1 for names as dirty as real ones (1)
              --auto-approve              no pages: everybody signs in and says yes
              --practice-gate             users' apps, too, need FHIR enabled and the app authorized by the practice
              --dynamic-registration      apps may register themselves (RFC 7591)
              --approve-after-seconds N   the partner portal approves by itself after that time (it waits for a person)
              --access-token-seconds N    how long access tokens live (300)
              --rotation KIND             of refresh tokens: strict, rotate or keep (strict)
              --event-loops N             (number of cores)
              --log-size N                how many requests are remembered (5000)
            """;

    private SandboxCommand() {}

    public static void main(String[] args) throws InterruptedException {
        System.exit(run(args));
    }

    /** Runs until the process ends; returns at once, with an exit code that is not 0, when it cannot start. */
    public static int run(String[] args) throws InterruptedException {
        return run(args, System.out, System.err);
    }

    static int run(String[] args, PrintStream out, PrintStream err) throws InterruptedException {
        if (List.of(args).contains("--help")) {
            out.print(HELP);
            return 0;
        }
        SandboxSettings settings;
        try {
            settings = settings(args);
        } catch (IllegalArgumentException wrong) {
            err.println(wrong.getMessage());
            return WRONG_USE;
        }
        Vertx vertx = Vertx.vertx();
        try {
            SandboxEhr ehr = SandboxEhr.start(vertx, settings)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
            greet(ehr, settings, out);
        } catch (ExecutionException failed) {
            err.println("The sandbox could not start: " + failed.getCause());
            Future<Void> unused = vertx.close();
            return 1;
        }
        new CountDownLatch(1).await();
        return 0;
    }

    static SandboxSettings settings(String[] args) {
        Arguments given = new Arguments(args, NAMES, SWITCHES);
        SandboxSettings defaults = SandboxSettings.defaults();
        int port = given.number("port", PORT);
        int authorizationPort = given.number("authorization-port", port == 0 ? 0 : port + 1);
        DirectoryShape shape = DirectoryShape.defaults()
                .withPractices(given.number("practices", DirectoryShape.PRACTICES))
                .withSeed(given.number("seed", 1))
                .withFmhShare(given.share("fmh-share", DirectoryShape.defaults().fmhShare()))
                .withDirty(given.share("dirty", 1));
        Behaviour.Rotation rotation = given.parsed(
                "rotation",
                Behaviour.Rotation.STRICT,
                text -> Behaviour.Rotation.valueOf(text.toUpperCase(Locale.ROOT)),
                "strict, rotate or keep");
        Behaviour.Start behaviour = new Behaviour.Start(
                given.has("auto-approve"),
                Duration.ofSeconds(given.number("access-token-seconds", 300)),
                defaults.behaviour().refreshTokenLifetime(),
                rotation,
                programme(given));
        return defaults.withHost(given.text("host", defaults.host()))
                .withPorts(port, authorizationPort)
                .withDirectory(shape)
                .withBehaviour(behaviour)
                .withEventLoops(given.number("event-loops", Runtime.getRuntime().availableProcessors()))
                .withLogSize(given.number("log-size", 5_000));
    }

    private static Programme.Start programme(Arguments given) {
        int wait = given.number("approve-after-seconds", -1);
        return new Programme.Start(
                given.has("practice-gate"),
                given.has("dynamic-registration"),
                wait < 0 ? null : Duration.ofSeconds(wait));
    }

    private static void greet(SandboxEhr ehr, SandboxSettings settings, PrintStream out) {
        SandboxPractice first = ehr.practice(0);
        out.printf("Sandbox EHR with %,d synthetic practices%n", ehr.practices());
        out.printf("  directory       %s%n", ehr.directoryUrl());
        out.printf("  a practice      %s, %s%n", first.providerBase(), first.name());
        out.printf("  its discovery   %s/.well-known/smart-configuration%n", first.providerBase());
        out.printf("  second origin   %s (patients of some practices authorize there)%n", ehr.authorizationOrigin());
        out.printf("  partner portal  %s/portal%n", ehr.origin());
        out.printf("  control         %s/control/requests, /control/violations, /control/counters%n", ehr.origin());
        out.printf(
                "  authorization   %s%n",
                settings.behaviour().autoApprove()
                        ? "approves by itself"
                        : "asks; user names and the password stand on the page");
        out.println("Stop with Ctrl-C.");
    }
}
