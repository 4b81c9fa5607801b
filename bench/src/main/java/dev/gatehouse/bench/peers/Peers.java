package dev.gatehouse.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;

/**
 * Measures Gatehouse beside nginx, HAProxy, Spring Cloud Gateway, a Node proxy of the usual build and a bare pipe on Vert.x,
 * and prints tables and targets. Started by {@code bench/peers/run}. Ends with 1 if a target is missed that must be met.
 */
public final class Peers {
    /** A start takes seconds; on a machine that is busy with something else a minute. */
    private static final int FIRST_ANSWER_SECONDS = 180;

    private final Options options;
    private final Ground ground;
    private final Gatehouse gatehouse;
    private final Load load;
    private final Samples samples = new Samples();
    private final Measuring measuring;
    private final List<Peer> peers = new ArrayList<>();
    private final Map<String, Running> running = new LinkedHashMap<>();
    private int failed;

    private Peers(Options options, Ground ground, Path tool, List<String> program) throws IOException {
        this.options = options;
        this.ground = ground;
        this.gatehouse = new Gatehouse(ground, program);
        this.load = new Load(tool);
        this.measuring = new Measuring(load, samples, options);
        makePeers();
    }

    public static void main(String[] arguments) throws Exception {
        Options options = Options.read(arguments);
        Path directory = Path.of("bench/peers").toAbsolutePath();
        List<String> program = new ArrayList<>(List.of(java()));
        program.addAll(Arrays.asList(System.getenv("GATEHOUSE_PROGRAM").split(" +", -1)));
        boolean met;
        try (Ground ground = new Ground(directory)) {
            Peers all = new Peers(options, ground, directory.resolve("target/load"), program);
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly)));
            try {
                all.measure();
            } catch (IOException failure) {
                all.failed(failure);
            } finally {
                List.copyOf(all.running.values()).forEach(Running::close);
            }
            met = Report.print(all.samples, options, System.out) && all.failed == 0;
            if (all.failed > 0) {
                System.out.printf("%n%d measurements failed; see above.%n", all.failed);
            }
        }
        System.exit(met ? 0 : 1);
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private void makePeers() throws IOException {
        String work = ground.work.toString();
        int nginx = Ground.freePort();
        add(nginx, Peer.NGINX, "nginx", "-c", ground.configured("nginx.conf", nginx), "-p", work);
        int haproxy = Ground.freePort();
        add(haproxy, Peer.HAPROXY, "haproxy", "-db", "-f", ground.configured("haproxy.cfg", haproxy));
        add(
                Ground.freePort(),
                Peer.PIPE,
                java(),
                options.heap(),
                "-cp",
                System.getProperty("java.class.path"),
                VertxPipe.class.getName());
        add(
                Ground.freePort(),
                Peer.SPRING,
                java(),
                options.heap(),
                "-Dreactor.netty.ioWorkerCount=1",
                "-cp",
                ground.peers.resolve("spring/target/spring-peer.jar") + ":" + ground.peers.resolve("spring/target/lib")
                        + "/*",
                "bench.SpringPeer");
        add(
                Ground.freePort(),
                Peer.NODE,
                "node",
                ground.peers.resolve("node/server.js").toString());
        peers.add(gatehouse.peer(Ground.freePort(), options.heap()));
    }

    private void add(int port, String name, String... command) {
        Peer peer = new Peer(name, List.of(command), ground.settings(port));
        if (options.includes(peer)) {
            peers.add(peer);
        }
    }

    private static int port(Peer peer) {
        return Integer.parseInt(
                peer.environment().getOrDefault("PEER_PORT", peer.environment().getOrDefault("GATEHOUSE_PORT", "0")));
    }

    private Running start(Peer peer) throws IOException {
        return Running.start(peer, port(peer), ground.work.resolve(peer.name().replaceAll("[ ,.]+", "-") + ".out"));
    }

    private void measure() throws Exception {
        say("data and logs are in " + ground.work);
        Gatehouse.Filled filled;
        try (Running first = start(peers.get(peers.size() - 1))) {
            filled = gatehouse.fill(first);
        }
        Requests requests = new Requests(ground.work, filled);
        phase(Duration.ofMinutes(10), () -> starts(requests));
        if (options.has("closed") || options.has("rate")) {
            phase(Duration.ofMinutes(20), () -> warmUp(requests));
        }
        // the rounds take what they are asked to; the rest is for a machine that is busy with something else
        Duration rounds = Duration.ofSeconds(60L * options.rounds() * (2 + options.seconds()));
        phase(rounds, () -> closed(requests));
        phase(rounds, () -> rates(requests));
        for (Running each : running.values()) {
            if (!each.peer.name().equals(Peer.DIRECT)) {
                samples.add(each.peer.name(), Figure.LOADED_RSS_MB, each.residentMb());
            }
        }
        phase(Duration.ofMinutes(10), () -> big(requests));
        phase(Duration.ofMinutes(15), () -> tls(requests));
        stop(Peer.GATEHOUSE);
        phase(Duration.ofMinutes(10), () -> huge(requests));
        phase(Duration.ofMinutes(20), () -> many(filled, requests));
    }

    /** A part of the whole, which may fail, and is given up when its time is over. */
    private void phase(Duration most, Step step) throws InterruptedException {
        Timer timer = new Timer(true);
        timer.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        say("this takes too long and is given up");
                        load.giveUp();
                    }
                },
                most.toMillis());
        try {
            attempt(step);
        } finally {
            timer.cancel();
            load.goOn();
        }
    }

    /** Something that may fail without taking what was measured with it. */
    @FunctionalInterface
    private interface Step {
        void run() throws Exception;
    }

    private void attempt(Step step) throws InterruptedException {
        try {
            step.run();
        } catch (InterruptedException stopped) {
            throw stopped;
        } catch (Exception failure) {
            failed(failure);
        }
    }

    private void failed(Exception failure) {
        failed++;
        say("FAILED: " + failure.getMessage());
    }

    private void say(String what) {
        System.err.printf("%tT %s%n", System.currentTimeMillis(), what);
    }

    private void stop(String peer) {
        Running gone = running.remove(peer);
        if (gone != null) {
            gone.close();
        }
    }

    /** In turns; those of the last round go on. */
    private void starts(Requests requests) throws Exception {
        int rounds = options.has("start") ? options.halfRounds() : 1;
        for (int round = 1; round <= rounds; round++) {
            for (Peer peer : peers) {
                say("start " + round + ", " + peer.name());
                stop(peer.name());
                long begun = System.nanoTime();
                Running started = start(peer);
                running.put(peer.name(), started);
                attempt(() -> {
                    load.await(started, requests.of(peer, Requests.SMALL), FIRST_ANSWER_SECONDS);
                    samples.add(peer.name(), Figure.START_MS, (System.nanoTime() - begun) / 1e6);
                    Thread.sleep(500);
                    samples.add(peer.name(), Figure.START_RSS_MB, started.residentMb());
                });
            }
        }
    }

    private void warmUp(Requests requests) throws Exception {
        for (Running peer : running.values()) {
            say("warm-up, " + peer.peer.name());
            for (String target : List.of(Requests.SMALL, Requests.MEDIUM, Requests.SEARCHSET, Requests.SMALL)) {
                attempt(() -> measuring.warmUp(peer, requests.of(peer.peer, target)));
            }
            peer.pin(Running.MEASURED);
        }
    }

    private void closed(Requests requests) throws Exception {
        for (int round = 1; options.has("closed") && round <= options.rounds(); round++) {
            say("closed loop, round " + round);
            for (Running peer : running.values()) {
                attempt(() -> measuring.closed(
                        peer,
                        requests.of(peer.peer, Requests.SMALL),
                        options.seconds(),
                        Figure.SMALL_CPU,
                        Figure.SMALL_RATE));
                attempt(() -> measuring.closed(
                        peer,
                        requests.of(peer.peer, Requests.MEDIUM),
                        options.seconds() * 0.75,
                        Figure.MEDIUM_CPU,
                        Figure.MEDIUM_RATE));
                attempt(() -> measuring.closed(
                        peer,
                        requests.of(peer.peer, Requests.SEARCHSET),
                        options.seconds() * 0.75,
                        Figure.SEARCHSET_CPU,
                        Figure.SEARCHSET_RATE));
            }
        }
    }

    private void rates(Requests requests) throws Exception {
        for (int round = 1; options.has("rate") && round <= options.halfRounds(); round++) {
            say("fixed rate, round " + round);
            measuring.openLoop(ground.ehr(), requests.of(ground.ehr().peer, Requests.SMALL));
            for (Running peer : running.values()) {
                attempt(() -> measuring.openLoop(peer, requests.of(peer.peer, Requests.SMALL)));
            }
        }
    }

    private void big(Requests requests) throws Exception {
        if (options.has("big")) {
            for (Running peer : running.values()) {
                say("10 MB × 32, " + peer.peer.name());
                attempt(() -> measuring.big(peer, requests.of(peer.peer, Requests.BIG)));
                attempt(() -> measuring.slow(peer, requests.of(peer.peer, Requests.BIG)));
            }
        }
    }

    private void tls(Requests requests) throws Exception {
        if (!options.has("tls")) {
            return;
        }
        List<Running> speakers =
                running.values().stream().filter(each -> each.peer.speaksTls()).toList();
        for (Running peer : speakers) {
            say("TLS, warm-up, " + peer.peer.name());
            peer.pin(Running.ANY);
            load.await(peer, requests.overTls(peer.peer, Requests.SMALL), FIRST_ANSWER_SECONDS);
            measuring.warmUp(peer, requests.overTls(peer.peer, Requests.SMALL));
            measuring.warmUp(peer, requests.overNewTls(peer.peer, Requests.SMALL));
            peer.pin(Running.MEASURED);
        }
        for (int round = 1; round <= options.halfRounds(); round++) {
            say("TLS, round " + round);
            for (Running peer : speakers) {
                measuring.closed(
                        peer,
                        requests.overTls(peer.peer, Requests.SMALL),
                        options.seconds() * 0.75,
                        Figure.TLS_CPU,
                        Figure.TLS_RATE);
                double unused = ground.resumedHandshakes();
                measuring.closed(
                        peer,
                        requests.overNewTls(peer.peer, Requests.SMALL),
                        options.seconds() * 0.5,
                        Figure.TLS_NEW_CPU,
                        Figure.TLS_NEW_RATE);
                samples.add(peer.peer.name(), Figure.TLS_RESUMED, ground.resumedHandshakes());
            }
        }
    }

    private void huge(Requests requests) throws Exception {
        if (options.has("huge")) {
            say("1 GB × 20 with a heap of 256 MB");
            Peer peer = gatehouse.peer(Ground.freePort(), "-Xmx256m");
            try (Running small = start(peer)) {
                load.await(small, requests.of(peer, Requests.SMALL), FIRST_ANSWER_SECONDS);
                small.pin(Running.MEASURED);
                measuring.huge(small, requests.of(peer, Requests.BIG), requests.of(peer, Requests.HUGE));
            }
        }
    }

    private void many(Gatehouse.Filled filled, Requests requests) throws Exception {
        if (!options.has("many")) {
            return;
        }
        int count = options.connections();
        say("writing " + count + " connections");
        gatehouse.addRows(filled, count);
        Peer peer = gatehouse.peer(Ground.freePort(), options.heap());
        try (Running full = start(peer)) {
            load.await(full, requests.of(peer, Requests.SMALL), FIRST_ANSWER_SECONDS);
            measuring.warmUp(full, requests.of(peer, Requests.SMALL));
            int some = Math.min(count / 2, 20_000);
            Path few = requests.of(peer, Requests.SMALL);
            say("random ones of them, not in memory");
            measuring.touch(full, requests.ofRows(count - some / 2, count, Requests.SMALL), some / 2);
            attempt(() -> measuring.random(full, few, Figure.FEW_P50, Figure.FEW_P99));
            attempt(() -> measuring.random(
                    full, requests.ofRows(0, count - some, Requests.SMALL), Figure.MANY_P50, Figure.MANY_P99));
            say("all of the first 100,000 in memory");
            int known = Math.min(count, 100_000);
            measuring.touch(full, requests.ofRows(0, known, Requests.SMALL), known);
            samples.add(peer.name(), Figure.KNOWN_RSS_MB, full.residentMb());
        }
        Files.deleteIfExists(ground.work.resolve("bodies/fhir/Binary/huge"));
    }
}
