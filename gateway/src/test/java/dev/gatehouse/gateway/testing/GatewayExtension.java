package dev.gatehouse.gateway.testing;

import static dev.gatehouse.common.testing.Answers.await;

import dev.gatehouse.common.testing.PostgresServer;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.admission.AdmissionSettings;
import dev.gatehouse.gateway.app.Gateway;
import dev.gatehouse.gateway.app.GatewaySettings;
import dev.gatehouse.gateway.app.OutboundSettings;
import dev.gatehouse.gateway.app.Surroundings;
import dev.gatehouse.gateway.calls.CallSettings;
import dev.gatehouse.gateway.guard.GuardSettings;
import dev.gatehouse.gateway.operator.OidcSettings;
import dev.gatehouse.gateway.token.RefreshPace;
import dev.gatehouse.gateway.token.TokenRate;
import dev.gatehouse.sandbox.SandboxPractice;
import dev.gatehouse.sandbox.SandboxSettings;
import dev.gatehouse.sandbox.junit.SandboxExtension;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A whole gateway for the tests of one class, with a simulated EHR that says yes to everybody, its directory imported. Each
 * test takes a tenant of its own and practices that no other test uses:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final GatewayExtension gateway = GatewayExtension.onH2();
 * }</pre>
 */
public final class GatewayExtension implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
    /** The platform key of every gateway here. */
    public static final String BOOTSTRAP_KEY = "bootstrap-key-of-the-tests";

    /** So that tests which send much at once meet no limit but those they are about. */
    private static final AdmissionSettings WIDE = new AdmissionSettings(10_000, 10_000, 10_000, 10_000, 1_000);

    private static final int PRACTICES = 300;
    private static final Duration NEVER = Duration.ofDays(1);

    private final boolean postgres;
    private final Duration look;
    private final Map<String, String> profiles;
    private final @Nullable MovableClock clock;
    private final AdmissionSettings admission;
    private final SandboxExtension ehr;
    private final AtomicInteger names = new AtomicInteger();
    private final AtomicInteger practices = new AtomicInteger();
    private @Nullable Vertx vertx;
    private @Nullable Path directory;
    private @Nullable SecretText databaseUrl;
    private @Nullable Gateway gateway;
    private @Nullable ScriptedServer scripted;
    private @Nullable OidcSettings identityProvider;
    private GuardSettings guard = GuardSettings.DEFAULT;
    private int port;

    private GatewayExtension(boolean postgres, boolean ownTime, Duration look, Map<String, String> profiles) {
        this(postgres, ownTime, look, profiles, WIDE);
    }

    private GatewayExtension(
            boolean postgres,
            boolean ownTime,
            Duration look,
            Map<String, String> profiles,
            AdmissionSettings admission) {
        this.admission = admission;
        this.look = look;
        this.profiles = Map.copyOf(profiles);
        this.postgres = postgres;
        this.clock = ownTime ? new MovableClock(Instant.parse("2026-11-02T10:00:00Z")) : null;
        SandboxSettings settings = SandboxSettings.defaults()
                .withPractices(PRACTICES)
                .withLogSize(5_000)
                .withAutoApprove();
        this.ehr = new SandboxExtension(clock == null ? settings : settings.withClock(clock));
    }

    public static GatewayExtension onH2() {
        return new GatewayExtension(false, false, NEVER, Map.of());
    }

    public static GatewayExtension onPostgres() {
        return new GatewayExtension(true, false, NEVER, Map.of());
    }

    /** Gateway and EHR go by {@link #clock}. */
    public GatewayExtension withMovableClock() {
        return new GatewayExtension(postgres, true, look, profiles, admission);
    }

    /** Connections are refreshed ahead, twenty times as eagerly as in real life; else only when a test asks. */
    public GatewayExtension withRefreshesAhead() {
        return new GatewayExtension(postgres, clock != null, Duration.ofMillis(50), profiles, admission);
    }

    /** The gateway lets no more through at once; else there are no limits to speak of. */
    public GatewayExtension withAdmission(AdmissionSettings limits) {
        return new GatewayExtension(postgres, clock != null, look, profiles, limits);
    }

    /** The gateway knows these EHRs too: YAML by key. */
    public GatewayExtension withProfiles(Map<String, String> yaml) {
        return new GatewayExtension(postgres, clock != null, look, yaml, admission);
    }

    /** People may sign in there too. */
    public GatewayExtension withIdentityProvider(OidcSettings settings) {
        GatewayExtension with = new GatewayExtension(postgres, clock != null, look, profiles, admission);
        with.identityProvider = settings;
        return with;
    }

    /** Who may connect, and whose word about clients counts. */
    public GatewayExtension withGuard(GuardSettings settings) {
        GatewayExtension with = new GatewayExtension(postgres, clock != null, look, profiles, admission);
        with.guard = settings;
        return with;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        vertx = Vertx.vertx();
        directory = Files.createTempDirectory("gatehouse-test-");
        scripted = new ScriptedServer(vertx());
        ehr.beforeAll(context);
        if (postgres) {
            databaseUrl = new SecretText("postgresql://postgres:postgres"
                    + PostgresServer.newDatabase().jdbcUrl().replace("jdbc:postgresql://", "@"));
        }
        gateway = start(0, directory().resolve("data"));
        port = gateway().port();
        platform()
                .post(
                        "/api/v1/directories/sandbox/imports",
                        new JsonObject().put("url", ehr.ehr().directoryUrl()))
                .need(200);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        ehr.beforeEach(context);
        scripted().forget();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        if (gateway != null) {
            await(gateway.close());
        }
        ehr.afterAll(context);
        if (vertx != null) {
            await(vertx.close());
        }
        if (directory != null) {
            remove(directory);
        }
    }

    private Gateway start(int atPort, Path data) {
        return await(Gateway.start(Surroundings.of(vertx(), meters(), time()).with(pace()), settings(atPort, data)));
    }

    /** A second gateway on the same database, which the caller closes; only PostgreSQL can be shared. */
    public Gateway startAnother() {
        return start(0, directory().resolve("data" + names.incrementAndGet()));
    }

    /** The settings of this gateway at another port and place. */
    public GatewaySettings settings(int atPort, Path data) {
        return new GatewaySettings(
                "127.0.0.1",
                atPort,
                "127.0.0.1",
                0,
                Optional.empty(),
                data,
                databaseUrl,
                directory().resolve("gatehouse.key"),
                new SecretText(BOOTSTRAP_KEY),
                guard,
                2,
                TokenRate.DEFAULT,
                admission,
                OutboundSettings.DEFAULT,
                Set.of(
                        URI.create(ehr.origin()).getAuthority(),
                        URI.create(ehr.authorizationOrigin()).getAuthority(),
                        scripted().authority()),
                Set.of("none"),
                Set.of(scripted().authority()),
                null,
                ehrProfiles(),
                Set.of(),
                CallSettings.DEFAULT,
                identityProvider,
                Optional.empty());
    }

    private Optional<Path> ehrProfiles() {
        if (profiles.isEmpty()) {
            return Optional.empty();
        }
        try {
            Path folder = Files.createDirectories(directory().resolve("ehr"));
            for (Map.Entry<String, String> each : profiles.entrySet()) {
                Files.writeString(folder.resolve(each.getKey() + ".yaml"), each.getValue());
            }
            return Optional.of(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PrometheusMeterRegistry meters() {
        return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    }

    /** Stops the gateway, and starts it again at the same port and database. */
    public void restart() {
        stop();
        startAgain();
    }

    public void stop() {
        await(gateway().close());
    }

    public void startAgain() {
        gateway = start(port, directory().resolve("data"));
    }

    /** The database takes nobody, this gateway neither; only PostgreSQL can do that. */
    public void losesDatabase() {
        PostgresServer.close(databaseName());
    }

    public void findsDatabase() {
        PostgresServer.open(databaseName());
    }

    private String databaseName() {
        String url = here(databaseUrl).reveal();
        return url.substring(url.lastIndexOf('/') + 1);
    }

    public Vertx vertx() {
        return here(vertx);
    }

    public Gateway gateway() {
        return here(gateway);
    }

    /** Holds the gateway's data directory and its master key. */
    public Path directory() {
        return here(directory);
    }

    /** The simulated EHR. */
    public SandboxExtension ehr() {
        return ehr;
    }

    /** Another server the gateway may talk to. */
    public ScriptedServer scripted() {
        return here(scripted);
    }

    /** What gateway and EHR go by. */
    public MovableClock clock() {
        return here(clock);
    }

    /** Tries again in a hurry; what waits by the clock does so only where a test moves it. */
    private RefreshPace pace() {
        return new RefreshPace(
                List.of(Duration.ofMillis(10), Duration.ofMillis(20), Duration.ofMillis(40)),
                clock == null ? Duration.ZERO : RefreshPace.DEFAULT.confirmAfter(),
                RefreshPace.DEFAULT.lease(),
                look);
    }

    private Clock time() {
        return clock == null ? Clock.systemUTC() : clock;
    }

    public String url() {
        return gateway().publicUrl();
    }

    /** The operator, with the platform key. */
    public Api platform() {
        return new Api(url(), BOOTSTRAP_KEY);
    }

    /** A new tenant, acted for by the operator. */
    public Api aTenant() {
        return platform().actingFor(aTenantId());
    }

    public String aTenantId() {
        String id = "tenant-" + names.incrementAndGet();
        platform().post("/api/v1/tenants", new JsonObject().put("id", id)).need(201);
        return id;
    }

    /** A practice that no other test uses; its patients' authorization is on the same origin. */
    public SandboxPractice aPractice() {
        SandboxPractice practice = ehr.practice(practices.getAndIncrement());
        return practice.practice().fmh() ? aPractice() : practice;
    }

    /** A new tenant with a provider application. */
    public Partner aPartner() {
        return Partner.of(this, aTenant(), dev.gatehouse.sandbox.authorization.Client.Type.PROVIDER);
    }

    /** A new tenant with a patient application. */
    public Partner aPatientPartner() {
        return Partner.of(this, aTenant(), dev.gatehouse.sandbox.authorization.Client.Type.PATIENT);
    }

    /** A new tenant with one connection, active, its token fresh. */
    public ConnectedPractice aConnectedPractice() {
        return aPartner().connects(aPractice());
    }

    private static <T> T here(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("The gateway has not been started; is the field static?");
        }
        return part;
    }

    private static void remove(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
