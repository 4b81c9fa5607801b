package dev.gatehouse.gateway.app;

import dev.gatehouse.common.audit.AuditAnchors;
import dev.gatehouse.common.audit.AuditEvents;
import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.egress.Egress;
import dev.gatehouse.common.egress.HostResolver;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.notice.Outbox;
import dev.gatehouse.common.rotation.KeyRotations;
import dev.gatehouse.common.rotation.KeyWatch;
import dev.gatehouse.common.rotation.MasterKeyChange;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.vault.MasterKey;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.access.AccessHandler;
import dev.gatehouse.gateway.access.AccessRoutes;
import dev.gatehouse.gateway.access.ApiKeys;
import dev.gatehouse.gateway.access.ExposedKeys;
import dev.gatehouse.gateway.access.IdempotencyHandler;
import dev.gatehouse.gateway.access.Tenants;
import dev.gatehouse.gateway.admission.ApiAdmissionHandler;
import dev.gatehouse.gateway.audit.AuditRoutes;
import dev.gatehouse.gateway.audit.RefusedActHandler;
import dev.gatehouse.gateway.bulk.ExportParts;
import dev.gatehouse.gateway.connection.Connections;
import dev.gatehouse.gateway.connection.EndpointUse;
import dev.gatehouse.gateway.directory.Directory;
import dev.gatehouse.gateway.directory.DirectoryRoutes;
import dev.gatehouse.gateway.directory.DirectorySchedule;
import dev.gatehouse.gateway.directory.PracticeEndpoint;
import dev.gatehouse.gateway.nango.NangoStore;
import dev.gatehouse.gateway.operations.KeyRotationRoutes;
import dev.gatehouse.gateway.operations.ManagementServer;
import dev.gatehouse.gateway.operator.People;
import dev.gatehouse.gateway.smart.AuthorizationServerRoutes;
import dev.gatehouse.gateway.smart.AuthorizationServers;
import dev.gatehouse.gateway.smart.SmartDiscovery;
import dev.gatehouse.gateway.token.ClientAssertions;
import dev.gatehouse.gateway.token.DoubtfulAnswerRoutes;
import dev.gatehouse.gateway.token.GrantAside;
import dev.gatehouse.gateway.token.GrantStore;
import dev.gatehouse.gateway.token.LiveTokens;
import dev.gatehouse.gateway.token.TokenClients;
import dev.gatehouse.gateway.token.TokenEndpoint;
import dev.gatehouse.gateway.token.TokenExport;
import dev.gatehouse.gateway.token.TokenExportRoutes;
import dev.gatehouse.gateway.token.TokenProbe;
import dev.gatehouse.gateway.webhook.ConnectionNotices;
import dev.gatehouse.gateway.webhook.WebhookRoutes;
import dev.gatehouse.registration.application.Applications;
import dev.gatehouse.registration.credential.JwksRoutes;
import dev.gatehouse.registration.signup.Outcomes;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running product. {@link #start} builds everything in reading order and is the diagram of the system; {@link #close}
 * takes it down in reverse.
 */
public final class Gateway {
    private static final Logger log = LoggerFactory.getLogger(Gateway.class);

    private final Vertx vertx;
    private final Storage storage;
    private final AuditAnchors anchors;
    private final Egress egress;
    private final Messengers messengers;
    private final Directory directory;
    private final LiveTokens tokens;
    private final CallKeeping calls;
    private final KeyWatch keyWatch;
    private final People people;
    private final BackgroundWork work;
    private final PublicServer server;
    private final Router router;
    private final HttpServer management;
    private final String publicUrl;

    private Gateway(
            Vertx vertx,
            Storage storage,
            AuditAnchors anchors,
            Egress egress,
            Messengers messengers,
            Directory directory,
            LiveTokens tokens,
            CallKeeping calls,
            KeyWatch keyWatch,
            People people,
            BackgroundWork work,
            PublicServer server,
            Router router,
            HttpServer management,
            String publicUrl) {
        this.vertx = vertx;
        this.storage = storage;
        this.anchors = anchors;
        this.egress = egress;
        this.messengers = messengers;
        this.directory = directory;
        this.tokens = tokens;
        this.calls = calls;
        this.keyWatch = keyWatch;
        this.people = people;
        this.work = work;
        this.server = server;
        this.router = router;
        this.management = management;
        this.publicUrl = publicUrl;
    }

    /**
     * Reads the EHR profiles and opens the database, blocking, then listens.
     *
     * @throws dev.gatehouse.common.failure.StartRefused if it could not be honest
     */
    public static Future<Gateway> start(Surroundings around, GatewaySettings settings) {
        Vertx vertx = around.vertx();
        EhrProfiles profiles = EhrProfiles.load(settings.ehrProfiles());
        Storage storage = Storage.open(vertx, settings, around.clock());
        return PublicServer.bind(vertx, settings)
                .compose(server -> build(around, settings, profiles, storage, server))
                .recover(failure -> vertx.executeBlocking(() -> {
                            storage.close();
                            return null;
                        })
                        .transform(closed -> Future.failedFuture(failure)));
    }

    private static Future<Gateway> build(
            Surroundings around, GatewaySettings settings, EhrProfiles profiles, Storage storage, PublicServer server) {
        Vertx vertx = around.vertx();
        PrometheusMeterRegistry meters = around.meters();
        Clock clock = around.clock();
        SecureRandom random = new SecureRandom();
        Ids ids = new Ids(random);
        Database database = storage.database();
        Sealer sealer = storage.keys().sealer();
        String publicUrl = settings.publicUrl(server.port());

        AuditTrail audit = new AuditTrail(storage.keys().audit(), clock);
        Tenants tenants = new Tenants(database, audit, clock);
        ApiKeys apiKeys = new ApiKeys(database, audit, storage.keys().fingerprints(), random, clock);
        ExposedKeys exposedKeys = new ExposedKeys(database, audit, apiKeys, clock);
        KeyWatch keyWatch = storage.watch(vertx, audit, settings.sharedDatabase(), clock);
        KeyRotations rotations = storage.rotations(audit, random, clock);
        MasterKeyChange masterKeyChange = storage.masterKeyChange(vertx, settings, audit, ids, clock);

        Egress egress = new Egress(
                vertx,
                settings.outbound().egress(settings.privateEhrHosts()).withEventLoops(settings.eventLoops()),
                HostResolver.ofPlatform(),
                clock);
        Directory directory = new Directory(
                vertx,
                database,
                profiles.all().stream().collect(Collectors.toMap(EhrProfile::key, Function.identity())),
                new DirectoryDownload(vertx, egress)::fetch,
                settings.privateEhrHosts(),
                new EndpointUse(database),
                audit,
                ids,
                clock);

        DirectorySchedule schedule = new DirectorySchedule(
                vertx,
                directory,
                profiles.all().stream()
                        .filter(each -> settings.refreshesDirectory(each.key()))
                        .toList(),
                random,
                clock);

        SignUp signUp = new SignUp(vertx, database, audit, sealer, ids, clock);
        Outbox outbox = new Outbox(ids, clock);
        Messengers messengers =
                Messengers.of(vertx, settings, database, audit, outbox, sealer, random, clock, publicUrl);

        LateListener nangoNotices = new LateListener();
        Connections connections = new Connections(
                database,
                audit,
                sealer,
                ids,
                clock,
                List.of(signUp.listener(), new ConnectionNotices(outbox), nangoNotices));
        GrantStore grants = new GrantStore(sealer);
        Clients clients = new Clients(
                vertx,
                database,
                audit,
                sealer,
                random,
                ids,
                clock,
                connections::dependOn,
                grants.use(),
                directory::check);
        Applications applications = clients.applications();
        NangoConnecting nangoConnecting = NangoConnecting.of(
                vertx,
                database,
                audit,
                new NangoStore(sealer),
                applications,
                outbox,
                messengers.webhooks().endpoints()::anyWants,
                settings.appOrigins(),
                random,
                clock,
                publicUrl);
        nangoNotices.join(nangoConnecting.notices());

        AuthorizationServers servers = new AuthorizationServers(database, audit, clock);
        SmartDiscovery discovery = new SmartDiscovery(vertx, egress, servers, clock);
        ClientAssertions assertions = new ClientAssertions(vertx, random, clock);
        TokenEndpoint tokenEndpoint = new TokenEndpoint(egress, assertions);
        GrantAside aside = new GrantAside(egress, assertions);
        TokenProbe.Bases bases = (tenant, id) -> directory.endpoint(tenant, id).map(PracticeEndpoint::baseUrl);
        Clients.Parts issued = clients.join(egress, discovery, tokenEndpoint, profiles, bases, outbox, publicUrl);

        CallKeeping calls = CallKeeping.of(around, settings, database, profiles, connections, random);
        TokenClients tokenClients = new TokenClients(applications, clients.inUse());
        TokenKeeping keeping = TokenKeeping.of(
                around,
                settings,
                storage,
                profiles,
                audit,
                egress,
                connections,
                grants,
                discovery,
                tokenEndpoint,
                aside,
                tokenClients,
                calls::refreshed,
                random,
                ids);
        LiveTokens tokens = keeping.tokens();
        Connecting connecting = Connecting.of(
                storage,
                profiles,
                audit,
                egress,
                directory,
                connections,
                clients,
                tenants,
                discovery,
                tokenClients,
                aside,
                keeping,
                nangoConnecting.attempts(),
                random,
                clock,
                publicUrl);

        Proxying proxying =
                Proxying.of(around, settings, profiles, egress, connections, tokens, sealer, calls, publicUrl);
        ExportParts exports = Exports.of(
                vertx,
                storage,
                settings.dataDirectory(),
                profiles,
                audit,
                egress,
                connections,
                proxying.admission(),
                tokens,
                outbox,
                random,
                ids,
                clock,
                publicUrl);

        SignUp.Parts registrations = signUp.join(
                profiles,
                new Outcomes(applications, clients.credentials(), clients.signingKeys()),
                (tenant, ehr, practice) -> directory
                        .check(tenant, ehr, practice)
                        .compose(fits -> directory.practice(tenant, practice))
                        .map(found -> found.name()),
                outbox,
                publicUrl);

        People people = People.of(vertx, database, audit, tenants, sealer, random, ids, clock, publicUrl);
        AccessHandler access = new AccessHandler(apiKeys, tenants, people.access());
        NangoConnecting.Routes nangoConnect =
                nangoConnecting.join(connections, directory, connecting.sessions(), publicUrl);
        ApiAdmissionHandler admission = new ApiAdmissionHandler(proxying.admission());
        RefusedActHandler refusals = new RefusedActHandler(database, audit);
        NangoApi nango = NangoApi.of(
                vertx,
                database,
                sealer,
                audit,
                access,
                admission,
                refusals,
                profiles,
                clients,
                directory,
                connections,
                connecting.imports(),
                grants,
                tokens,
                proxying.proxy(),
                outbox,
                nangoConnecting.sessions(),
                nangoConnect::mountBeside,
                clock,
                publicUrl);

        IdempotencyHandler idempotence = new IdempotencyHandler(database, sealer, clock);
        DirectoryRoutes directoryRoutes = new DirectoryRoutes(vertx, directory);
        Router router = ApiRouter.build(
                vertx,
                ids,
                access,
                admission,
                idempotence,
                refusals,
                proxying.routes(),
                List.of(
                        nangoConnect::mount,
                        nango::mount,
                        people.session()::mount,
                        connecting.page()::mount,
                        new JwksRoutes(clients.signingKeys())::mount,
                        connecting.launches()::mount),
                List.of(
                        directoryRoutes::mountStreaming,
                        registrations.evidence()::mountStreaming,
                        new TokenExportRoutes(new TokenExport(database, audit, connections, tokens))::mount),
                List.of(
                        directoryRoutes::mount,
                        new EhrRoutes(profiles)::mount,
                        new AuditRoutes(new AuditEvents(database, audit))::mount,
                        registrations::mount,
                        new AuthorizationServerRoutes(servers)::mount,
                        new AccessRoutes(tenants, apiKeys, clock)::mount,
                        people.operators()::mount,
                        new KeyRotationRoutes(
                                        rotations,
                                        masterKeyChange,
                                        storage.keys(),
                                        MasterKey.nextTo(settings.masterKeyFile()))::mount,
                        issued::mount,
                        connecting::mount,
                        calls::mount,
                        new DoubtfulAnswerRoutes(keeping.doubtful())::mount,
                        exports.routes()::mount,
                        new WebhookRoutes(
                                messengers.webhooks().endpoints(),
                                messengers.webhooks().deliveries())::mount));

        Sweep sweep = new Sweep(
                vertx,
                List.of(
                        connecting.sessions()::sweep,
                        people.sessions()::sweep,
                        nangoConnecting.sessions()::sweep,
                        idempotence::sweep,
                        messengers.webhooks().deliveries()::sweep,
                        keeping.doubtful()::sweep,
                        calls::sweep,
                        exports::sweep));
        BackgroundWork work = new BackgroundWork(List.of(
                new BackgroundWork.Task(keeping.refreshes()::start, keeping.refreshes()::stop),
                new BackgroundWork.Task(keeping.revocations()::start, keeping.revocations()::stop),
                new BackgroundWork.Task(issued.upkeep()::start, issued.upkeep()::stop),
                new BackgroundWork.Task(registrations.reminders()::start, registrations.reminders()::stop),
                new BackgroundWork.Task(schedule::start, schedule::stop),
                new BackgroundWork.Task(exports::start, exports::stop),
                new BackgroundWork.Task(nangoConnecting.sockets()::start, nangoConnecting.sockets()::stop),
                new BackgroundWork.Task(sweep::start, sweep::stop)));

        AuditAnchors anchors = new AuditAnchors(vertx, database, settings.dataDirectory(), clock);
        SecretText bootstrap = settings.bootstrapApiKey();
        return tenants.ensureDefault()
                .compose(tenant -> bootstrap == null ? Future.succeededFuture() : apiKeys.bootstrap(bootstrap))
                .compose(done -> keeping.renewals().replay())
                .compose(done -> anchors.start())
                .compose(done -> database.announcements().listen())
                .compose(done -> directory.start())
                .compose(done -> new ManagementServer(vertx, database, server::isLeaving, meters)
                        .listen(settings.managementHost(), settings.managementPort()))
                .map(management -> {
                    keyWatch.start();
                    work.start();
                    calls.start();
                    messengers.start();
                    server.open(router, exposedKeys::seen);
                    warnOfPrivateHosts(settings);
                    return new Gateway(
                            vertx,
                            storage,
                            anchors,
                            egress,
                            messengers,
                            directory,
                            tokens,
                            calls,
                            keyWatch,
                            people,
                            work,
                            server,
                            router,
                            management,
                            publicUrl);
                });
    }

    private static void warnOfPrivateHosts(GatewaySettings settings) {
        for (Set<String> hosts : List.of(settings.privateEhrHosts(), settings.privateWebhookHosts())) {
            if (!hosts.isEmpty()) {
                log.warn("\u001b[31mhttp and private addresses are allowed for {}: not for production\u001b[0m", hosts);
            }
        }
    }

    /** What EHRs and browsers see, without a slash at its end. */
    public String publicUrl() {
        return publicUrl;
    }

    /**
     * The text by which the first owner makes an account, good once and for a day; empty if there are people. A text told
     * before is worthless then.
     */
    public Future<Optional<SecretText>> inviteFirstOwner() {
        return people.firstOwner().invite();
    }

    public int port() {
        return server.port();
    }

    /** Everything the public listener answers, for the test that compares it with openapi.yaml. */
    Router router() {
        return router;
    }

    public int managementPort() {
        return management.actualPort();
    }

    /**
     * Gets ready to be closed without a failed call: it is no longer ready, takes calls for a grace, so that balancers can
     * turn elsewhere, then no new connection, and ends when the calls and refreshes that run have ended.
     *
     * @param grace for balancers
     * @param drain at most, for what still runs after it
     */
    public Future<Void> leave(Duration grace, Duration drain) {
        server.leave();
        work.stop();
        Future<Void> sent = messengers.stop();
        Promise<Void> noticed = Promise.promise();
        vertx.setTimer(Math.max(1, grace.toMillis()), over -> noticed.complete());
        return noticed.future()
                .compose(over -> Future.join(
                        server.drain(drain),
                        sent,
                        tokens.settled().timeout(Math.max(1, drain.toMillis()), TimeUnit.MILLISECONDS)))
                .<Void>mapEmpty()
                .otherwise(failure -> {
                    log.warn("what was still under way goes on after the next start");
                    return null;
                });
    }

    /** Stops taking requests, then closes everything. Ends when the database is closed. */
    public Future<Void> close() {
        work.stop();
        Future<Void> sent = messengers.stop();
        keyWatch.stop();
        return server.close()
                .compose(done -> sent)
                .compose(done -> messengers.close())
                .compose(done -> management.close())
                .compose(done -> directory.close())
                .compose(done -> people.close())
                .compose(done -> egress.close())
                .compose(done -> calls.close())
                .compose(done -> anchors.stop())
                .compose(done -> vertx.executeBlocking(() -> {
                    storage.close();
                    return null;
                }));
    }
}
