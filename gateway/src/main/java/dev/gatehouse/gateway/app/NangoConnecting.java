package dev.gatehouse.gateway.app;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.notice.Notices;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.gateway.authorization.ConnectSessions;
import dev.gatehouse.gateway.connection.Connections;
import dev.gatehouse.gateway.directory.Directory;
import dev.gatehouse.gateway.nango.ConnectionMarks;
import dev.gatehouse.gateway.nango.Integrations;
import dev.gatehouse.gateway.nango.NangoConnections;
import dev.gatehouse.gateway.nango.NangoStore;
import dev.gatehouse.gateway.nango.connect.Attempts;
import dev.gatehouse.gateway.nango.connect.AuthNotices;
import dev.gatehouse.gateway.nango.connect.BrowserSockets;
import dev.gatehouse.gateway.nango.connect.ConnectUiRoutes;
import dev.gatehouse.gateway.nango.connect.Departures;
import dev.gatehouse.gateway.nango.connect.FormlessRoutes;
import dev.gatehouse.gateway.nango.connect.NangoSessions;
import dev.gatehouse.gateway.nango.connect.PopupRoutes;
import dev.gatehouse.gateway.nango.connect.SessionRoutes;
import dev.gatehouse.gateway.nango.connect.SocketHandler;
import dev.gatehouse.registration.application.Applications;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Set;
import java.util.TreeSet;

/**
 * The part of the gateway through which practices connect from programs that were written for Nango.
 *
 * @param notices hears of connections
 * @param attempts hears of connect sessions
 */
record NangoConnecting(
        Database database,
        NangoStore store,
        Integrations integrations,
        AuthNotices notices,
        Attempts attempts,
        NangoSessions sessions,
        BrowserSockets sockets,
        Set<String> origins,
        Clock clock) {

    /** @param origins of customers' pages */
    static NangoConnecting of(
            Vertx vertx,
            Database database,
            AuditTrail audit,
            NangoStore store,
            Applications applications,
            Notices outbox,
            AuthNotices.Wanted wanted,
            Set<String> origins,
            SecureRandom random,
            Clock clock,
            String publicUrl) {
        Integrations integrations = new Integrations(database, store, applications);
        ConnectionMarks marks = new ConnectionMarks(store, integrations, applications, clock);
        AuthNotices notices = new AuthNotices(outbox, wanted, marks);
        return new NangoConnecting(
                database,
                store,
                integrations,
                notices,
                new Attempts(database, notices, marks, new Ids(random), clock),
                new NangoSessions(database, audit, random, clock),
                new BrowserSockets(
                        vertx, database, withOurs(origins, publicUrl), BrowserSockets.Limits.DEFAULT, random, clock),
                origins,
                clock);
    }

    /** The Connect UI is a page of ours. Where nothing is named, every origin will do. */
    private static Set<String> withOurs(Set<String> origins, String publicUrl) {
        if (origins.isEmpty()) {
            return origins;
        }
        URI own = URI.create(publicUrl);
        Set<String> all = new TreeSet<>(origins);
        all.add(own.getScheme() + "://" + own.getRawAuthority());
        return all;
    }

    /**
     * What it answers.
     *
     * @param sessions partly below a router that lets keys and sessions in
     */
    record Routes(
            SessionRoutes sessions,
            PopupRoutes popup,
            FormlessRoutes formless,
            ConnectUiRoutes window,
            SocketHandler sockets) {

        void mount(Router router) {
            sockets.mount(router);
            sessions.mountOpen(router);
            popup.mount(router);
            window.mount(router);
        }

        void mountBeside(Router nango) {
            sessions.mount(nango);
            formless.mount(nango);
        }
    }

    Routes join(Connections connections, Directory directory, ConnectSessions connectSessions, String publicUrl) {
        return new Routes(
                new SessionRoutes(
                        sessions,
                        integrations,
                        new NangoConnections(database, store, connections, integrations, clock),
                        publicUrl),
                new PopupRoutes(
                        sessions,
                        new Departures(integrations, connections, directory, connectSessions, attempts, publicUrl),
                        attempts,
                        sockets),
                new FormlessRoutes(sessions, integrations),
                new ConnectUiRoutes(origins, publicUrl),
                new SocketHandler(sockets));
    }
}
