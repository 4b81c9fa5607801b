package dev.gatehouse.sandbox;

import dev.gatehouse.sandbox.authorization.AuthorizationServer;
import dev.gatehouse.sandbox.authorization.Client;
import dev.gatehouse.sandbox.authorization.ClientAuthentication;
import dev.gatehouse.sandbox.authorization.Clients;
import dev.gatehouse.sandbox.authorization.Grants;
import dev.gatehouse.sandbox.authorization.PracticeGate;
import dev.gatehouse.sandbox.authorization.Secrets;
import dev.gatehouse.sandbox.directory.PracticeGenerator;
import dev.gatehouse.sandbox.fault.Behaviour;
import dev.gatehouse.sandbox.fault.ControlRoutes;
import dev.gatehouse.sandbox.fault.Faults;
import dev.gatehouse.sandbox.fault.RequestLog;
import dev.gatehouse.sandbox.fault.SandboxControl;
import dev.gatehouse.sandbox.fault.Violations;
import dev.gatehouse.sandbox.fhir.FhirServer;
import dev.gatehouse.sandbox.portal.Credentials;
import dev.gatehouse.sandbox.portal.PartnerPortal;
import dev.gatehouse.sandbox.portal.Portal;
import dev.gatehouse.sandbox.portal.PracticeDesk;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A running simulated EHR: a directory of practices, for each of them FHIR bases and authorization servers, and a partner
 * portal. Two origins, because the patients of some practices authorize on another host. Nothing is kept on disk.
 */
public final class SandboxEhr {

    /** Where the public list of practices is. */
    public static final String DIRECTORY_PATH = "/assets/static_files/ServiceBaseURLs.json";

    private static final int LONGEST_LINE = 64 * 1024;

    private final Vertx vertx;
    private final Parts parts;
    private final Clients clients;
    private final Secrets secrets;
    private final SandboxControl control;
    private final String deployment;

    private SandboxEhr(
            Vertx vertx, Parts parts, Clients clients, Secrets secrets, SandboxControl control, String deployment) {
        this.vertx = vertx;
        this.parts = parts;
        this.clients = clients;
        this.secrets = secrets;
        this.control = control;
        this.deployment = deployment;
    }

    /** Starts both listeners; fails when a port is taken. */
    public static Future<SandboxEhr> start(Vertx vertx, SandboxSettings settings) {
        Clock clock = settings.clock();
        Secrets secrets = new Secrets(new SecureRandom());
        Faults faults = new Faults();
        Behaviour behaviour = new Behaviour(settings.behaviour());
        RequestLog log = new RequestLog(settings.logSize());
        Violations violations = new Violations(clock);
        Clients clients = new Clients(clock);
        PracticeGate gate = new PracticeGate();
        Grants grants = new Grants(behaviour, violations, clock, secrets, clients, gate);
        FhirServer fhir = new FhirServer(grants, behaviour, violations, secrets, clock);
        AuthorizationServer authorization = new AuthorizationServer(
                vertx,
                clients,
                gate,
                grants,
                fhir.chart(),
                behaviour,
                violations,
                settings.clientAuthentication(),
                secrets,
                clock);
        AtomicReference<Parts.Addresses> addresses = new AtomicReference<>();
        PracticeGenerator practices = new PracticeGenerator(settings.directory());
        PartnerPortal partners = new PartnerPortal(
                clients,
                secrets,
                behaviour.programme(),
                clock,
                () -> Parts.known(addresses).origins().ehr());
        PracticeDesk desk = new PracticeDesk(practices, partners, gate, grants, clients);
        Portal portal = new Portal(partners, new Credentials(clients, authorization, clock), desk, clients);
        SandboxControl control = new SandboxControl(
                faults,
                behaviour,
                log,
                violations,
                grants,
                List.of(fhir::forget, authorization::forget, partners::forget));
        Parts parts = new Parts(
                practices,
                authorization,
                fhir,
                portal,
                new ControlRoutes(control).router(vertx),
                faults,
                log,
                violations,
                clock,
                addresses);
        return vertx.deployVerticle(
                        () -> new Listeners(parts, settings),
                        new DeploymentOptions().setInstances(settings.eventLoops()))
                .map(deployment -> new SandboxEhr(vertx, parts, clients, secrets, control, deployment));
    }

    /** Both listeners on one event loop. */
    private static final class Listeners extends AbstractVerticle {
        private final Parts parts;
        private final SandboxSettings settings;

        Listeners(Parts parts, SandboxSettings settings) {
            this.parts = parts;
            this.settings = settings;
        }

        @Override
        public void start(Promise<Void> started) {
            // negative ports: any free one, the same for all instances of this deployment
            int ehrPort = settings.port() == 0 ? -1 : settings.port();
            int authorizationPort = settings.authorizationPort() == 0 ? -2 : settings.authorizationPort();
            Future<HttpServer> ehr = listen(ehrPort, false);
            Future<HttpServer> authorization = listen(authorizationPort, true);
            Future.all(ehr, authorization)
                    .<Void>map(both -> {
                        Origins origins = new Origins(origin(ehr.result()), origin(authorization.result()));
                        parts.addresses().set(Parts.Addresses.of(origins, parts.practices()));
                        return null;
                    })
                    .onComplete(started);
        }

        private Future<HttpServer> listen(int port, boolean second) {
            Front front = new Front(vertx, parts, second);
            HttpServerOptions options = new HttpServerOptions()
                    .setHost(settings.host())
                    .setPort(port)
                    .setMaxInitialLineLength(LONGEST_LINE)
                    .setMaxHeaderSize(LONGEST_LINE);
            return vertx.createHttpServer(options).requestHandler(front::handle).listen();
        }

        private String origin(HttpServer server) {
            return "http://" + settings.host() + ":" + server.actualPort();
        }
    }

    public Future<Void> close() {
        return vertx.undeploy(deployment);
    }

    /** {@code http://host:port} of the EHR. */
    public String origin() {
        return parts.origins().ehr();
    }

    /** {@code http://host:port} of the second origin. */
    public String authorizationOrigin() {
        return parts.origins().authorization();
    }

    /** Address of the public list of practices. */
    public String directoryUrl() {
        return origin() + DIRECTORY_PATH;
    }

    /** How many practices there are. */
    public int practices() {
        return parts.practices().size();
    }

    /** The practice with that number, from 0; number 0 is the test organisation. */
    public SandboxPractice practice(int index) {
        return SandboxPractice.of(parts.practices().practice(index), parts.hosts());
    }

    /** The first practice whose patients authorize on the second origin, if there is any. */
    public Optional<SandboxPractice> fmhPractice() {
        for (int index = 0; index < practices(); index++) {
            SandboxPractice practice = practice(index);
            if (practice.practice().fmh()) {
                return Optional.of(practice);
            }
        }
        return Optional.empty();
    }

    /** Makes an app known to the EHR, without the portal. */
    public void registerClient(Client client) {
        clients.register(client);
    }

    /** Makes a confidential app with a new id and secret known, which may use every scope in {@link SandboxScopes}. */
    public Client registerClient(Client.Type type, List<String> redirectUris) {
        Client client = new Client(
                secrets.next("app-").substring(0, 20),
                secrets.next("secret_"),
                "Example App",
                type,
                redirectUris,
                List.of(),
                SandboxScopes.ALL,
                null,
                Set.of(ClientAuthentication.CLIENT_SECRET_BASIC, ClientAuthentication.CLIENT_SECRET_POST));
        clients.register(client);
        return client;
    }

    /** The vendor's partner programme: registrations, mails, applications, credentials. */
    public PartnerPortal portal() {
        return parts.portal().partners();
    }

    /** What the administrators of practices do: enable FHIR, let apps in. */
    public PracticeDesk desk() {
        return parts.portal().desk();
    }

    /** Faults, switches, what arrived. */
    public SandboxControl control() {
        return control;
    }
}
