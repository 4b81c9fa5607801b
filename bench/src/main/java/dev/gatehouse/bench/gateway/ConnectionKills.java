package dev.gatehouse.bench.gateway;

import dev.gatehouse.sandbox.SandboxEhr;
import dev.gatehouse.sandbox.SandboxSettings;
import dev.gatehouse.sandbox.authorization.Client;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Kills a gateway with SIGKILL while connections are made through it, at random moments, and looks after each restart whether
 * every connection whose user was told "connected" is there and active, and every tenth answers FHIR. Arguments: runs (10), shortest run in
 * seconds (25, more than H2 waits before it reuses space), seed (1). All runs use the same file. One loss is a failure.
 */
public final class ConnectionKills {
    private static final int BROWSERS = 4;
    private static final String RETURN = "https://partner.example/done";

    private final ServedGateway gateway;
    private final Random random;
    private final String application;
    private final List<String> endpoints;
    private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    private final AtomicInteger users = new AtomicInteger();

    private ConnectionKills(ServedGateway gateway, String application, List<String> endpoints, long seed) {
        this.gateway = gateway;
        this.application = application;
        this.endpoints = endpoints;
        this.random = new Random(seed);
    }

    public static void main(String[] args) throws Exception {
        int runs = args.length > 0 ? Integer.parseInt(args[0]) : 10;
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 25;
        long seed = args.length > 2 ? Long.parseLong(args[2]) : 1;
        Vertx vertx = Vertx.vertx();
        SandboxEhr sandbox = SandboxEhr.start(
                        vertx, SandboxSettings.defaults().withPractices(100).withAutoApprove())
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        Path directory = Files.createTempDirectory("gatehouse-connection-kills");
        ServedGateway gateway = new ServedGateway(
                directory,
                URI.create(sandbox.origin()).getAuthority() + ","
                        + URI.create(sandbox.authorizationOrigin()).getAuthority());
        Process first = gateway.start();
        ConnectionKills kills =
                new ConnectionKills(gateway, application(gateway, sandbox), endpoints(gateway, sandbox), seed);
        int lost = kills.run(first, runs, seconds);
        System.out.printf(
                "%d kills (seed %d), %,d connections acknowledged, %d lost%n",
                runs, seed, kills.acknowledged.size(), lost);
        System.exit(lost == 0 ? 0 : 1);
    }

    private static String application(ServedGateway gateway, SandboxEhr sandbox)
            throws IOException, InterruptedException {
        JsonObject application = gateway.post(
                "/api/v1/applications",
                new JsonObject()
                        .put("ehr", "sandbox")
                        .put("type", "provider")
                        .put("name", "Bench")
                        .put("scopes", new JsonArray(List.of("openid", "offline_access", "user/Patient.read"))));
        Client client = sandbox.registerClient(Client.Type.PROVIDER, List.of(application.getString("redirectUri")));
        String id = application.getString("id");
        JsonObject kept = gateway.post(
                "/api/v1/applications/" + id + "/credentials",
                new JsonObject().put("clientId", client.id()).put("clientSecret", client.secret()));
        return kept.getInteger("version") == 1 ? id : "";
    }

    private static List<String> endpoints(ServedGateway gateway, SandboxEhr sandbox)
            throws IOException, InterruptedException {
        JsonObject report = gateway.post(
                "/api/v1/directories/sandbox/imports", new JsonObject().put("url", sandbox.directoryUrl()));
        System.out.printf("%d practices imported%n", report.getInteger("practices"));
        List<String> endpoints = new ArrayList<>();
        JsonArray practices = gateway.get("/api/v1/practices?ehr=sandbox&kind=provider_system&limit=100")
                .getJsonArray("items");
        for (int i = 0; i < practices.size(); i++) {
            JsonArray each = practices.getJsonObject(i).getJsonArray("endpoints");
            for (int j = 0; j < each.size(); j++) {
                if (each.getJsonObject(j).getString("kind").equals("provider_system")) {
                    endpoints.add(each.getJsonObject(j).getString("id"));
                }
            }
        }
        return endpoints;
    }

    private int run(Process first, int runs, int seconds) throws Exception {
        Process process = first;
        int lost = 0;
        for (int run = 1; run <= runs; run++) {
            long end = System.nanoTime() + (long) ((seconds + random.nextDouble() * 3) * 1e9);
            List<Thread> browsers = new ArrayList<>();
            for (int i = 0; i < BROWSERS; i++) {
                Thread browser = new Thread(this::connectUntilKilled, "browser-" + i);
                browser.start();
                browsers.add(browser);
            }
            while (System.nanoTime() < end) {
                Thread.sleep(20);
            }
            process.destroyForcibly().waitFor();
            for (Thread browser : browsers) {
                browser.join();
            }
            process = gateway.start();
            int missing = missing();
            lost += missing;
            System.out.printf("run %2d: %,6d acknowledged so far, %d lost%n", run, acknowledged.size(), missing);
        }
        process.destroyForcibly().waitFor();
        return lost;
    }

    private void connectUntilKilled() {
        try {
            while (true) {
                connect();
            }
        } catch (IOException killed) {
            // the gateway is gone, as it should be
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void connect() throws IOException, InterruptedException {
        int user = users.incrementAndGet();
        JsonObject session = gateway.post(
                "/api/v1/connect-sessions",
                new JsonObject()
                        .put("applicationId", application)
                        .put("endpointId", endpoints.get(user % endpoints.size()))
                        .put("confirm", false)
                        .put("returnUrl", RETURN)
                        .put("endUser", new JsonObject().put("id", "user-" + user)));
        ServedGateway.Step left = gateway.visit(session.getString("url"), null);
        ServedGateway.Step allowed = gateway.visit(left.location(), null);
        ServedGateway.Step back = gateway.visit(allowed.location(), left.cookie());
        int at = back.location().indexOf("connectionId=");
        if (at < 0) {
            throw new IllegalStateException("ended at " + back.location());
        }
        acknowledged.add(back.location().substring(at + "connectionId=".length()));
    }

    /** How many acknowledged connections are not there, not active, or do not answer. */
    private int missing() throws IOException, InterruptedException {
        Set<String> active = new HashSet<>();
        String cursor = null;
        do {
            JsonObject page = gateway.get(
                    "/api/v1/connections?state=active&limit=200" + (cursor == null ? "" : "&cursor=" + cursor));
            page.getJsonArray("items").forEach(each -> active.add(((JsonObject) each).getString("id")));
            cursor = page.getString("nextCursor");
        } while (cursor != null);
        int missing = 0;
        int asked = 0;
        for (String id : acknowledged) {
            boolean answers = active.contains(id)
                    && (asked++ % 10 != 0 || gateway.status("/fhir/" + id + "/Patient?_count=1") == 200);
            missing += answers ? 0 : 1;
        }
        return missing;
    }
}
