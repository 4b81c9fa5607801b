package dev.gatehouse.gateway.app;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.gateway.access.AccessHandler;
import dev.gatehouse.gateway.connection.Connections;
import dev.gatehouse.gateway.nango.Integrations;
import dev.gatehouse.gateway.nango.NangoAccessHandler;
import dev.gatehouse.gateway.nango.NangoBodyHandler;
import dev.gatehouse.gateway.nango.NangoConnections;
import dev.gatehouse.gateway.nango.NangoErrorHandler;
import dev.gatehouse.gateway.nango.NangoRefusal;
import dev.gatehouse.gateway.nango.NangoStore;
import dev.gatehouse.gateway.nango.ProviderRoutes;
import dev.gatehouse.gateway.nango.Providers;
import dev.gatehouse.gateway.nango.SessionTokens;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;

/** The part of the gateway that answers Nango's clients. */
final class NangoApi {
    private static final List<String> JSON_ADDRESSES =
            List.of("/integrations", "/providers", "/connections", "/connection");

    private final Vertx vertx;
    private final AccessHandler keys;
    private final Integrations integrations;
    private final NangoConnections connections;
    private final Providers providers;
    private final SessionTokens sessions;

    private NangoApi(
            Vertx vertx,
            AccessHandler keys,
            Integrations integrations,
            NangoConnections connections,
            Providers providers,
            SessionTokens sessions) {
        this.vertx = vertx;
        this.keys = keys;
        this.integrations = integrations;
        this.connections = connections;
        this.providers = providers;
        this.sessions = sessions;
    }

    static NangoApi of(
            Vertx vertx,
            Database database,
            Sealer sealer,
            AccessHandler keys,
            EhrProfiles profiles,
            Clients clients,
            Connections connections,
            Clock clock,
            String publicUrl) {
        NangoStore store = new NangoStore(sealer);
        Integrations integrations = new Integrations(database, store, clients.applications());
        return new NangoApi(
                vertx,
                keys,
                integrations,
                new NangoConnections(database, store, connections, integrations, clock),
                new Providers(profiles, publicUrl),
                SessionTokens.NONE);
    }

    void mount(Router router) {
        Router nango = Router.router(vertx);
        NangoErrorHandler errors = new NangoErrorHandler();
        NangoAccessHandler access = new NangoAccessHandler(keys, sessions);
        NangoBodyHandler bodies = new NangoBodyHandler();
        JSON_ADDRESSES.forEach(address -> nango.route(address + "/*")
                .handler(access)
                .handler(bodies)
                .failureHandler(errors));
        routes().forEach(each -> each.accept(nango));
        JSON_ADDRESSES.forEach(address -> nango.route(address + "/*").handler(ctx -> {
            throw NangoRefusal.notFound("There is nothing at this address.");
        }));
        router.route("/*").subRouter(nango);
    }

    private List<Consumer<Router>> routes() {
        return List.of(new ProviderRoutes(providers)::mount);
    }
}
