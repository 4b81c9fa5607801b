package dev.gatehouse.gateway.app;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.egress.Egress;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.gateway.access.Tenants;
import dev.gatehouse.gateway.authorization.AuthorizationFlow;
import dev.gatehouse.gateway.authorization.AuthorizationReturn;
import dev.gatehouse.gateway.authorization.ConnectFunnelRoutes;
import dev.gatehouse.gateway.authorization.ConnectJourneys;
import dev.gatehouse.gateway.authorization.ConnectPageRoutes;
import dev.gatehouse.gateway.authorization.ConnectSessionListener;
import dev.gatehouse.gateway.authorization.ConnectSessionRoutes;
import dev.gatehouse.gateway.authorization.ConnectSessions;
import dev.gatehouse.gateway.authorization.ConnectView;
import dev.gatehouse.gateway.authorization.ConnectionActRoutes;
import dev.gatehouse.gateway.authorization.ConnectionActs;
import dev.gatehouse.gateway.authorization.ConnectionCheck;
import dev.gatehouse.gateway.authorization.ConnectionCheckRoutes;
import dev.gatehouse.gateway.authorization.DirectConnectionRoutes;
import dev.gatehouse.gateway.authorization.DirectConnections;
import dev.gatehouse.gateway.authorization.EndpointChoice;
import dev.gatehouse.gateway.authorization.GrantImport;
import dev.gatehouse.gateway.authorization.LaunchRoutes;
import dev.gatehouse.gateway.authorization.Places;
import dev.gatehouse.gateway.authorization.TestRead;
import dev.gatehouse.gateway.connection.ConnectionLists;
import dev.gatehouse.gateway.connection.ConnectionRoutes;
import dev.gatehouse.gateway.connection.ConnectionView;
import dev.gatehouse.gateway.connection.Connections;
import dev.gatehouse.gateway.connectpage.ConnectSettings;
import dev.gatehouse.gateway.connectpage.ConnectSettingsRoutes;
import dev.gatehouse.gateway.directory.Directory;
import dev.gatehouse.gateway.smart.SmartDiscovery;
import dev.gatehouse.gateway.token.GrantAside;
import dev.gatehouse.gateway.token.LiveTokens;
import dev.gatehouse.gateway.token.TokenClients;
import dev.gatehouse.registration.application.Applications;
import io.vertx.ext.web.Router;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;

/** The part of the gateway through which practices connect, and where their connections are looked after. */
record Connecting(
        ConnectSessions sessions,
        ConnectJourneys journeys,
        ConnectFunnelRoutes funnel,
        ConnectPageRoutes page,
        LaunchRoutes launches,
        ConnectSessionRoutes invitations,
        ConnectionRoutes connections,
        ConnectionCheckRoutes checks,
        ConnectionActRoutes acts,
        DirectConnectionRoutes direct,
        ConnectSettingsRoutes settings,
        GrantImport imports) {

    void mount(Router api) {
        invitations.mount(api);
        connections.mount(api);
        checks.mount(api);
        acts.mount(api);
        direct.mount(api);
        settings.mount(api);
        funnel.mount(api);
    }

    static Connecting of(
            Storage storage,
            EhrProfiles profiles,
            AuditTrail audit,
            Egress egress,
            Directory directory,
            Connections connections,
            Clients clients,
            Tenants tenants,
            SmartDiscovery discovery,
            TokenClients tokenClients,
            GrantAside aside,
            TokenKeeping keeping,
            ConnectSessionListener listener,
            SecureRandom random,
            Clock clock,
            String publicUrl) {
        Database database = storage.database();
        Sealer sealer = storage.keys().sealer();
        Applications applications = clients.applications();
        LiveTokens tokens = keeping.tokens();
        TestRead testRead = new TestRead(connections, tokens, egress, profiles);
        ConnectionCheck check = new ConnectionCheck(
                database, audit, connections, tokens, tokenClients, aside, discovery, profiles, testRead, clock);
        ConnectionLists lists = new ConnectionLists(database, sealer);
        ConnectionView connectionView = new ConnectionView(connections, lists, tokens, directory);

        EndpointChoice choice = new EndpointChoice(profiles);
        Places places = new Places(applications, directory, choice);
        ConnectJourneys journeys = new ConnectJourneys(database, clock);
        ConnectSessions sessions =
                new ConnectSessions(database, audit, sealer, random, clock, journeys, List.of(listener));
        AuthorizationFlow flow = new AuthorizationFlow(
                database,
                sealer,
                sessions,
                applications,
                clients.inUse(),
                connections,
                directory,
                choice,
                profiles,
                discovery,
                random,
                clock,
                publicUrl);
        AuthorizationReturn returns = new AuthorizationReturn(
                database,
                sealer,
                sessions,
                connections,
                keeping.newGrants(),
                directory,
                profiles,
                discovery,
                clock,
                publicUrl);
        GrantImport imports =
                new GrantImport(database, audit, places, connections, keeping.newGrants(), tokens, profiles, clock);
        ConnectSettings settings = new ConnectSettings(database, audit, clock);
        ConnectView view =
                new ConnectView(applications, profiles, choice, directory, connections, tokens, tenants, settings);
        return new Connecting(
                sessions,
                journeys,
                new ConnectFunnelRoutes(journeys),
                new ConnectPageRoutes(sessions, flow, returns, view, directory, testRead, settings, publicUrl),
                new LaunchRoutes(flow, publicUrl),
                new ConnectSessionRoutes(sessions, applications, connections, directory, choice, publicUrl),
                new ConnectionRoutes(connections, lists, tokens, connectionView),
                new ConnectionCheckRoutes(check),
                new ConnectionActRoutes(new ConnectionActs(connections, tokens, sessions), publicUrl),
                new DirectConnectionRoutes(
                        new DirectConnections(
                                database, places, connections, keeping.clientGrants(), keeping.newGrants()),
                        imports,
                        connectionView,
                        clock),
                new ConnectSettingsRoutes(settings),
                imports);
    }
}
