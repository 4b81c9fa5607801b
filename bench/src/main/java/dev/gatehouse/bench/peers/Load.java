package dev.gatehouse.bench.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs the load tool, on the core of the clients. */
final class Load {
    /** In seconds and microseconds. */
    record Result(long answered, double seconds, double p50, double p99, double p999, double longest) {
        double perSecond() {
            return answered / seconds;
        }
    }

    private final Path tool;
    private volatile boolean late;
    private volatile @Nullable Process running;

    Load(Path tool) {
        this.tool = tool;
    }

    /** Each of so many clients asks again as soon as it is answered. */
    Result closed(Running at, Path requests, int clients, double seconds) throws IOException, InterruptedException {
        return run("closed", at, requests, clients, seconds);
    }

    /** Each of the requests once, by so many clients; fewer if that takes longer. */
    Result each(Running at, Path requests, int clients, double seconds) throws IOException, InterruptedException {
        return run("each", at, requests, clients, seconds);
    }

    /** So many calls a second, whether answers come or not. */
    Result rate(Running at, Path requests, int clients, double seconds, double perSecond)
            throws IOException, InterruptedException {
        return run("rate", at, requests, clients, seconds, perSecond);
    }

    /** One call by each client at once; above 0, together they read no faster than that. */
    Result burst(Running at, Path requests, int clients, double mbPerSecond) throws IOException, InterruptedException {
        return run("burst", at, requests, clients, mbPerSecond);
    }

    /** From any thread: what runs ends, and whatever else is asked fails, until {@link #goOn}. */
    void giveUp() {
        late = true;
        Process now = running;
        if (now != null) {
            now.destroyForcibly();
        }
    }

    void goOn() {
        late = false;
    }

    /** Until the first 200. */
    void await(Running at, Path requests, int seconds) throws IOException, InterruptedException {
        if (!figures("wait", at, requests, seconds).containsKey("answered")) {
            throw new IOException(at.peer.name() + " gave no 200 within " + seconds + " s");
        }
    }

    private Result run(String mode, Running at, Path requests, int clients, double... more)
            throws IOException, InterruptedException {
        double[] numbers = new double[more.length + 1];
        numbers[0] = clients;
        System.arraycopy(more, 0, numbers, 1, more.length);
        Map<String, Double> said = figures(mode, at, requests, numbers);
        return new Result(
                said.getOrDefault("answered", 0.0).longValue(),
                said.getOrDefault("seconds", 0.0),
                said.getOrDefault("p50", 0.0),
                said.getOrDefault("p99", 0.0),
                said.getOrDefault("p999", 0.0),
                said.getOrDefault("max", 0.0));
    }

    private Map<String, Double> figures(String mode, Running at, Path requests, double... numbers)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "taskset",
                "-c",
                Running.OTHERS,
                tool.toString(),
                mode,
                Integer.toString(at.port),
                requests.toString()));
        Arrays.stream(numbers)
                .mapToObj(each -> String.format(Locale.ROOT, "%.10g", each).replaceAll("\\.?0+$", ""))
                .forEach(command::add);
        if (late) {
            throw new IOException("the time for this part is over");
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        running = process;
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        running = null;
        if (process.waitFor() != 0) {
            throw new IOException(at.peer.name() + ", " + mode + " " + requests.getFileName() + ": " + said.strip());
        }
        Map<String, Double> figures = new HashMap<>();
        for (String each : said.strip().split("\\s+", -1)) {
            int equals = each.indexOf('=');
            if (equals > 0) {
                figures.put(each.substring(0, equals), Double.valueOf(each.substring(equals + 1)));
            }
        }
        return figures;
    }
}
