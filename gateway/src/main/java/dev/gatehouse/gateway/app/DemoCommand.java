package dev.gatehouse.gateway.app;

import dev.gatehouse.common.settings.SettingsSource;
import dev.gatehouse.sandbox.SandboxEhr;
import dev.gatehouse.sandbox.SandboxSettings;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/**
 * {@code demo}: gateway and simulated EHR with a fresh data directory, until stopped. {@code demo --once}: the whole job
 * without a browser, a line a step.
 */
final class DemoCommand {
    private static final int GATEWAY_PORT = 8080;
    private static final int SANDBOX_PORT = 9080;

    private final PrintStream out;

    DemoCommand(PrintStream out) {
        this.out = out;
    }

    int run(List<String> arguments) throws IOException, InterruptedException, ExecutionException {
        boolean once = arguments.equals(List.of("--once"));
        if (!once && !arguments.isEmpty()) {
            throw new UsageMistake("demo takes --once and nothing else.");
        }
        Main.logOnlyTrouble();
        Path directory = Files.createTempDirectory("gatehouse-demo-");
        Vertx vertx = Vertx.vertx();
        try {
            SandboxSettings settings =
                    SandboxSettings.defaults().withPorts(once ? 0 : SANDBOX_PORT, once ? 0 : SANDBOX_PORT + 1);
            SandboxEhr sandbox = RunningGateway.await(SandboxEhr.start(vertx, settings));
            String key = "demo-" + HexFormat.of().formatHex(random());
            LocalDate today = LocalDate.now(Clock.systemUTC());
            try (RunningGateway gateway = RunningGateway.start(settings(directory, once, sandbox, key))) {
                ApiClient client = new ApiClient(gateway.gateway().publicUrl(), key);
                DemoWalk walk = new DemoWalk(client, sandbox.origin());
                if (once) {
                    return walkOnce(walk, client, sandbox, today);
                }
                invite(walk, client, sandbox, gateway.gateway(), key, today);
                waitForStop(gateway, directory);
                return 0;
            }
        } catch (CallFailed failed) {
            out.println("failed: " + failed.getMessage());
            return 1;
        } finally {
            RunningGateway.await(vertx.close());
            remove(directory);
        }
    }

    private static byte[] random() {
        byte[] bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    private static GatewaySettings settings(Path directory, boolean once, SandboxEhr sandbox, String key) {
        String hosts = authority(sandbox.origin()) + "," + authority(sandbox.authorizationOrigin());
        return GatewaySettings.read(new SettingsSource(
                Map.of(
                        "GATEHOUSE_PORT",
                        once ? "0" : Integer.toString(GATEWAY_PORT),
                        "GATEHOUSE_MANAGEMENT_PORT",
                        once ? "0" : Integer.toString(GATEWAY_PORT + 1),
                        "GATEHOUSE_DATA_DIR",
                        directory.resolve("data").toString(),
                        "GATEHOUSE_BOOTSTRAP_API_KEY",
                        key,
                        "GATEHOUSE_REFRESH_DIRECTORIES",
                        "none",
                        "GATEHOUSE_ALLOW_PRIVATE_EHR_HOSTS",
                        hosts),
                null));
    }

    private static String authority(String origin) {
        return URI.create(origin).getAuthority();
    }

    private int walkOnce(DemoWalk walk, ApiClient client, SandboxEhr sandbox, LocalDate today)
            throws IOException, InterruptedException {
        DemoSignUp signUp = DemoSignUp.begin(client, sandbox.origin(), today);
        ok("partner registration completed and sent to the simulated vendor");
        String login = signUp.letIn();
        ok("approved; its e-mail kept as evidence, portal login " + login + " noted");
        int completeness = signUp.describe();
        ok("application described, its listing " + completeness + " % complete", completeness == 100);
        signUp.store();
        String state = signUp.state();
        ok(
                "client id and secret issued and stored sealed; the registration is at " + state,
                "credentials_issued".equals(state));
        String application = signUp.applicationId();
        int practices = walk.importDirectory();
        ok("directory imported: " + DemoWalk.count(practices) + " practices", practices == sandbox.practices());
        String name = sandbox.practice(0).name();
        JsonObject practice = walk.find(name);
        ok("practice found by name: " + name, name.equals(practice.getString("name")));
        String endpoint = DemoWalk.providerEndpoint(practice);
        String outcome = walk.test(application, endpoint);
        ok("credential tested at the practice's token endpoint: " + outcome, "ok".equals(outcome));
        String gate = signUp.practiceAgrees(practice, sandbox.practice(0).guid());
        ok("practice turned FHIR on; its gate is at " + gate, "fhir_enabled".equals(gate));
        String connection = walk.connect(application, endpoint);
        ok("connected through authorize, consent and callback");
        int patients = walk.searchPatients(connection);
        ok("Patient search through the gateway: " + patients + " patients", patients > 0);
        int refreshes = walk.refreshesAfterExpiry(connection);
        ok("access token expired by the EHR; next call answered 200 after " + refreshes + " refresh", refreshes == 1);
        int console = client.status("/console");
        ok("console for people served at /console", console == 200);
        int afterwards = walk.disconnect(connection);
        ok("disconnected; further calls are refused", afterwards == 409);
        return 0;
    }

    private void ok(String step) {
        out.println("ok  " + step);
    }

    private void ok(String step, boolean asItShouldBe) {
        if (!asItShouldBe) {
            throw new CallFailed(step);
        }
        ok(step);
    }

    private void invite(
            DemoWalk walk, ApiClient client, SandboxEhr sandbox, Gateway gateway, String key, LocalDate today)
            throws IOException, InterruptedException, ExecutionException {
        DemoSignUp signUp = DemoSignUp.begin(client, sandbox.origin(), today);
        signUp.letIn();
        signUp.describe();
        signUp.store();
        String application = signUp.applicationId();
        int practices = walk.importDirectory();
        JsonObject practice = walk.find(sandbox.practice(0).name());
        String connection = walk.connect(application, DemoWalk.providerEndpoint(practice));
        out.printf(
                "Gatehouse   %s   (health: http://127.0.0.1:%d/health/ready)%n",
                gateway.publicUrl(), gateway.managementPort());
        out.printf("Sandbox EHR %s   %s synthetic practices%n%n", sandbox.origin(), DemoWalk.count(practices));
        RunningGateway.await(gateway.inviteFirstOwner())
                .ifPresent(text -> out.printf(
                        "Look after it in the console: make the first account at%n  %s/console/first-owner#%s%n%n",
                        gateway.publicUrl(), text.reveal()));
        out.printf("Connect a practice as its user would, by opening%n  %s%n%n", walk.invitation(application));
        out.printf("%s is connected already. Read FHIR through it:%n", practice.getString("name"));
        out.printf(
                "  curl -H 'Authorization: Bearer %s' '%s/fhir/%s/Patient?_count=2'%n%n",
                key, gateway.publicUrl(), connection);
        out.println("Everything here is made up and is deleted at the end. Stop with Ctrl-C.");
    }

    private static void waitForStop(RunningGateway gateway, Path directory) throws InterruptedException {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            gateway.close();
                            remove(directory);
                        },
                        "gatehouse-demo-stop"));
        new CountDownLatch(1).await();
    }

    private static void remove(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the demo's files in " + directory + " could not be deleted", e);
        }
    }
}
