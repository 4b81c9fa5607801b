package dev.gatehouse.gateway.app;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.notice.Notices;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.gateway.access.AccessHandler;
import dev.gatehouse.gateway.admission.ApiAdmissionHandler;
import dev.gatehouse.gateway.audit.RefusedActHandler;
import dev.gatehouse.gateway.authorization.GrantImport;
import dev.gatehouse.gateway.connection.Connections;
import dev.gatehouse.gateway.directory.Directory;
import dev.gatehouse.gateway.nango.ConnectionChangeRoutes;
import dev.gatehouse.gateway.nango.ConnectionImportRoutes;
import dev.gatehouse.gateway.nango.ConnectionListRoutes;
import dev.gatehouse.gateway.nango.ConnectionReadRoutes;
import dev.gatehouse.gateway.nango.IntegrationKeeping;
import dev.gatehouse.gateway.nango.IntegrationRoutes;
import dev.gatehouse.gateway.nango.Integrations;
import dev.gatehouse.gateway.nango.NamedConnections;
import dev.gatehouse.gateway.nango.NangoAccessHandler;
import dev.gatehouse.gateway.nango.NangoBodyHandler;
import dev.gatehouse.gateway.nango.NangoConnections;
import dev.gatehouse.gateway.nango.NangoErrorHandler;
import dev.gatehouse.gateway.nango.NangoImport;
import dev.gatehouse.gateway.nango.NangoProxyRoutes;
import dev.gatehouse.gateway.nango.NangoRefusal;
import dev.gatehouse.gateway.nango.NangoStore;
import dev.gatehouse.gateway.nango.ProviderRoutes;
import dev.gatehouse.gateway.nango.Providers;
import dev.gatehouse.gateway.nango.SessionTokens;
import dev.gatehouse.gateway.nango.TokenAnswers;
import dev.gatehouse.gateway.operator.OwnerNotices;
import dev.gatehouse.gateway.proxy.FhirProxy;
import dev.gatehouse.gateway.token.GrantStore;
import dev.gatehouse.gateway.token.LiveTokens;
import dev.gatehouse.gateway.token.TokenDisclosure;
import dev.gatehouse.registration.credential.CredentialReveal;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;

/** The part of the gateway that answers Nango's clients. */
final class NangoApi {
    private static final List<String> JSON_ADDRESSES = List.of(
            "/integrations", "/providers", "/connections", "/connection", "/connect/sessions", "/connect/session");

    private final Vertx vertx;
    private final AccessHandler keys;
    private final ApiAdmissionHandler admission;
    private final RefusedActHandler refusals;
    private final SessionTokens sessions;
    private final List<Consumer<Router>> routes;
    private final NangoProxyRoutes proxy;

    private NangoApi(
            Vertx vertx,
            AccessHandler keys,
            ApiAdmissionHandler admission,
            RefusedActHandler refusals,
            SessionTokens sessions,
            List<Consumer<Router>> routes,
            NangoProxyRoutes proxy) {
        this.vertx = vertx;
        this.proxy = proxy;
        this.keys = keys;
        this.admission = admission;
        this.refusals = refusals;
        this.sessions = sessions;
        this.routes = List.copyOf(routes);
    }

    /** @param connect the routes of connect sessions */
    static NangoApi of(
            Vertx vertx,
            Database database,
            Sealer sealer,
            AuditTrail audit,
            AccessHandler keys,
            ApiAdmissionHandler admission,
            RefusedActHandler refusals,
            EhrProfiles profiles,
            Clients clients,
            Directory directory,
            Connections connections,
            GrantImport imports,
            GrantStore grants,
            LiveTokens tokens,
            FhirProxy proxy,
            Notices notices,
            SessionTokens sessions,
            Consumer<Router> connect,
            Clock clock,
            String publicUrl) {
        NangoStore store = new NangoStore(sealer);
        Providers providers = new Providers(profiles, publicUrl);
        Integrations integrations = new Integrations(database, store, clients.applications());
        NangoConnections found = new NangoConnections(database, store, connections, integrations, clock);
        TokenAnswers answers = new TokenAnswers(
                new TokenDisclosure(database, audit, grants, tokens), tokens, clients.credentials(), clock);
        return new NangoApi(
                vertx,
                keys,
                admission,
                refusals,
                sessions,
                List.of(
                        connect,
                        new ProviderRoutes(providers)::mount,
                        new IntegrationRoutes(
                                integrations,
                                new IntegrationKeeping(
                                        database, store, integrations, clients.applications(), clients.credentials()),
                                new CredentialReveal(
                                        database,
                                        clients.applications(),
                                        clients.inUse(),
                                        audit,
                                        new OwnerNotices(notices),
                                        clock),
                                providers)::mount,
                        new ConnectionListRoutes(found)::mount,
                        new ConnectionChangeRoutes(database, store, integrations, found, tokens)::mount,
                        new ConnectionImportRoutes(
                                integrations, new NangoImport(imports, directory, profiles, found), answers)::mount,
                        new ConnectionReadRoutes(integrations, found, answers)::mount),
                new NangoProxyRoutes(proxy, new NamedConnections(integrations, found, connections), clock));
    }

    void mount(Router router) {
        Router nango = Router.router(vertx);
        NangoErrorHandler errors = new NangoErrorHandler();
        NangoAccessHandler access = new NangoAccessHandler(keys, sessions);
        NangoBodyHandler bodies = new NangoBodyHandler();
        nango.route("/proxy/*").handler(access).failureHandler(refusals).failureHandler(errors);
        proxy.mount(nango);
        JSON_ADDRESSES.forEach(address -> nango.route(address + "/*")
                .handler(access)
                .handler(admission)
                .handler(bodies)
                .failureHandler(refusals)
                .failureHandler(errors));
        routes.forEach(each -> each.accept(nango));
        JSON_ADDRESSES.forEach(address -> nango.route(address + "/*").handler(ctx -> {
            throw NangoRefusal.notFound("There is nothing at this address.");
        }));
        router.route("/*").putMetadata(ApiRouter.ROUTES_BELOW, nango).subRouter(nango);
    }
}
