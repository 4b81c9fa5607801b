package dev.gatehouse.gateway.app;

import dev.gatehouse.common.audit.AnchorFile;
import dev.gatehouse.common.audit.AuditAnchors;
import dev.gatehouse.common.audit.AuditCheck;
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
import dev.gatehouse.gateway.admission.RateRoutes;
import dev.gatehouse.gateway.audit.AuditRoutes;
import dev.gatehouse.gateway.audit.ChainLook;
import dev.gatehouse.gateway.audit.RefusedActHandler;
import dev.gatehouse.gateway.bulk.ExportParts;
import dev.gatehouse.gateway.connection.Connections;
import dev.gatehouse.gateway.connection.EndpointUse;
import dev.gatehouse.gateway.directory.Directory;
import dev.gatehouse.gateway.directory.DirectoryRoutes;
import dev.gatehouse.gateway.directory.DirectorySchedule;
import dev.gatehouse.gateway.directory.PracticeEndpoint;
import dev.gatehouse.gateway.history.History;
import dev.gatehouse.gateway.history.HistoryRoutes;
import dev.gatehouse.gateway.history.Past;
import dev.gatehouse.gateway.live.ConnectionHints;
import dev.gatehouse.gateway.live.Live;
import dev.gatehouse.gateway.live.LiveSettings;
import dev.gatehouse.gateway.nango.NangoStore;
import dev.gatehouse.gateway.operations.BackupRoutes;
import dev.gatehouse.gateway.operations.GuardMeters;
import dev.gatehouse.gateway.operations.KeyRotationRoutes;
import dev.gatehouse.gateway.operations.ManagementServer;
import dev.gatehouse.gateway.operations.RunningBackups;
import dev.gatehouse.gateway.operator.AuthorNames;
import dev.gatehouse.gateway.operator.OperatorSessions;
import dev.gatehouse.gateway.operator.OwnerNotices;
import dev.gatehouse.gateway.operator.People;
import dev.gatehouse.gateway.overview.Overview;
import dev.gatehouse.gateway.overview.OverviewRoutes;
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
import dev.gatehouse.gateway.webhook.WebhookActivityRoutes;
import dev.gatehouse.gateway.webhook.WebhookRoutes;
import dev.gatehouse.registration.application.Applications;
import dev.gatehouse.registration.credential.JwksRoutes;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the gateway together, in reading order: the diagram of the system. */
final class Assembly {
    private static final Logger log = LoggerFactory.getLogger(Assembly.class);

    private Assembly() {}

    /** Everything behind a listener that is bound already; it opens when all of it stands. */
    static Future<Gateway> build(
            Surroundings around, GatewaySettings settings, EhrProfiles profiles, Storage storage, PublicServer server) {
        Vertx vertx = around.vertx();
        PrometheusMeterRegistry meters = around.meters();
        Clock clock = around.clock();
        SecureRandom random = new SecureRandom();
        Ids ids = new Ids(random);
        Database database = storage.database();
        Sealer sealer = storage.keys().sealer();
        String publicUrl = settings.publicUrl(server.port());

        Live live = new Live(vertx, database.announcements(), LiveSettings.DEFAULT, clock);
        AuditTrail audit = new AuditTrail(storage.keys().audit(), clock, live.audited());
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
                Messengers.of(vertx, settings, database, audit, outbox, sealer, live.hints(), random, clock, publicUrl);

        LateListener nangoNotices = new LateListener();
        Connections connections = new Connections(
                database,
                audit,
                sealer,
                ids,
                clock,
                List.of(
                        signUp.listener(),
                        new ConnectionNotices(outbox),
                        nangoNotices,
                        new ConnectionHints(live.hints())));
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

        CallKeeping calls = CallKeeping.of(
                around, settings, database, profiles, connections, live.hints(), new AuthorNames(database)::of, random);
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

        Proxying proxying = Proxying.of(
                around, settings, profiles, database, audit, egress, connections, tokens, sealer, calls, publicUrl);
        ExportParts exports = Exports.of(
                vertx,
                storage,
                settings.dataDirectory(),
                profiles,
                audit,
                egress,
                connections,
                proxying.admission(),
                calls,
                tokens,
                outbox,
                live.hints(),
                random,
                ids,
                clock,
                publicUrl);

        SignUp.Parts registrations = signUp.join(
                profiles,
                clients,
                egress,
                (tenant, ehr, practice) -> directory
                        .check(tenant, ehr, practice)
                        .compose(fits -> directory.practice(tenant, practice))
                        .map(found -> found.name()),
                new AuthorNames(database)::of,
                outbox,
                publicUrl);

        People people = People.of(
                vertx, database, audit, tenants, sealer, random, ids, clock, publicUrl, settings.identityProvider());
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

        RunningBackups backups = new RunningBackups(
                vertx,
                storage.backups(settings, random, clock),
                settings.backups(),
                settings.backupDirectory().isPresent(),
                database,
                audit,
                clock);
        IdempotencyHandler idempotence = new IdempotencyHandler(database, sealer, clock);
        DirectoryRoutes directoryRoutes = new DirectoryRoutes(vertx, directory, schedule);
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
                        live.routes(access, List.of(ApiKeys.TOPIC, OperatorSessions.TOPIC))::mount,
                        connecting.page()::mount,
                        new StatusRoutes(database::answers, server::isLeaving, keeping.traffic()::reach, clock)::mount,
                        new JwksRoutes(clients.signingKeys())::mount,
                        connecting.launches()::mount),
                List.of(
                        directoryRoutes::mountStreaming,
                        registrations.evidence()::mountStreaming,
                        new TokenExportRoutes(
                                        new TokenExport(database, audit, connections, tokens, new OwnerNotices(outbox)))
                                ::mount),
                List.of(
                        directoryRoutes::mount,
                        new EhrRoutes(profiles)::mount,
                        new OverviewRoutes(new Overview(database, clock), profiles)::mount,
                        new AuditRoutes(
                                new AuditEvents(database, audit),
                                new ChainLook(vertx, () -> checkAudit(storage, settings), clock))::mount,
                        registrations::mount,
                        new AuthorizationServerRoutes(servers)::mount,
                        new AccessRoutes(tenants, apiKeys, clock)::mount,
                        people.operators()::mount,
                        new SystemRoutes(settings, publicUrl, storage, rotations, backups, profiles, directory, clock)
                                ::mount,
                        new BackupRoutes(backups)::mount,
                        new KeyRotationRoutes(
                                        rotations,
                                        masterKeyChange,
                                        storage.keys(),
                                        MasterKey.nextTo(settings.masterKeyFile()))::mount,
                        issued::mount,
                        connecting::mount,
                        calls::mount,
                        new HistoryRoutes(new Past(database, clock))::mount,
                        new RateRoutes(proxying.admission(), clock)::mount,
                        new DoubtfulAnswerRoutes(keeping.doubtful())::mount,
                        exports.routes()::mount,
                        new WebhookActivityRoutes(messengers.webhooks().deliveries(), clock)::mount,
                        new WebhookRoutes(
                                messengers.webhooks().endpoints(),
                                messengers.webhooks().deliveries())::mount));

        History history = new History(database, ids, storage.node(), clock);
        Sweep sweep = new Sweep(
                vertx,
                List.of(
                        connecting.sessions()::sweep,
                        connecting.journeys()::sweep,
                        history::sweep,
                        people::sweep,
                        nangoConnecting.sessions()::sweep,
                        idempotence::sweep,
                        messengers.webhooks().deliveries()::sweep,
                        keeping.doubtful()::sweep,
                        calls::sweep,
                        exports::sweep));
        Sweep keyUses = new Sweep(vertx, Duration.ofSeconds(30), List.of(apiKeys::writeUses));
        Sweep historyTicks = new Sweep(vertx, History.EVERY, List.of(history::tick));
        BackgroundWork work = new BackgroundWork(List.of(
                new BackgroundWork.Task(keeping.refreshes()::start, keeping.refreshes()::stop),
                new BackgroundWork.Task(keeping.revocations()::start, keeping.revocations()::stop),
                new BackgroundWork.Task(issued.upkeep()::start, issued.upkeep()::stop),
                new BackgroundWork.Task(registrations.reminders()::start, registrations.reminders()::stop),
                new BackgroundWork.Task(schedule::start, schedule::stop),
                new BackgroundWork.Task(live::start, live::stop),
                new BackgroundWork.Task(exports::start, exports::stop),
                new BackgroundWork.Task(nangoConnecting.sockets()::start, nangoConnecting.sockets()::stop),
                new BackgroundWork.Task(backups::start, backups::stop),
                new BackgroundWork.Task(keyUses::start, keyUses::stop),
                new BackgroundWork.Task(historyTicks::start, historyTicks::stop),
                new BackgroundWork.Task(sweep::start, sweep::stop)));

        AuditAnchors anchors = new AuditAnchors(vertx, database, settings.dataDirectory(), clock);
        SecretText bootstrap = settings.bootstrapApiKey();
        return tenants.ensureDefault()
                .compose(tenant -> bootstrap == null ? Future.succeededFuture() : apiKeys.bootstrap(bootstrap))
                .compose(done -> new RestoredStart(vertx, database, audit, settings.dataDirectory()).tell())
                .compose(done -> keeping.renewals().replay())
                .compose(done -> anchors.start())
                .compose(done -> database.announcements().listen())
                .compose(done -> directory.start())
                .compose(done -> history.begin())
                .compose(done -> new ManagementServer(vertx, database, server::isLeaving, meters)
                        .listen(settings.managementHost(), settings.managementPort()))
                .map(management -> {
                    keyWatch.start();
                    work.start();
                    calls.start();
                    messengers.start();
                    backups.watch(meters);
                    GuardMeters.watch(meters, server.guard());
                    server.open(
                            router,
                            new StraightCalls(ids, settings.guard().proxies(), access, proxying.routes()),
                            exposedKeys::seen);
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
                            history,
                            keyWatch,
                            backups,
                            people,
                            work,
                            server,
                            router,
                            management,
                            publicUrl);
                });
    }

    private static AuditCheck.Result checkAudit(Storage storage, GatewaySettings settings) throws IOException {
        return new AuditCheck(storage.settings(), storage.keys().audit())
                .run(new AnchorFile(settings.dataDirectory().resolve(AnchorFile.NAME)).read());
    }

    private static void warnOfPrivateHosts(GatewaySettings settings) {
        for (Set<String> hosts : List.of(settings.privateEhrHosts(), settings.privateWebhookHosts())) {
            if (!hosts.isEmpty()) {
                log.warn("\u001b[31mhttp and private addresses are allowed for {}: not for production\u001b[0m", hosts);
            }
        }
    }
}
