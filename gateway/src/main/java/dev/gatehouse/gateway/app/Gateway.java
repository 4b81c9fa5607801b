package dev.gatehouse.gateway.app;

import dev.gatehouse.common.audit.AuditAnchors;
import dev.gatehouse.common.database.Meanwhile;
import dev.gatehouse.common.egress.Egress;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.rotation.KeyWatch;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.directory.Directory;
import dev.gatehouse.gateway.history.History;
import dev.gatehouse.gateway.operations.RunningBackups;
import dev.gatehouse.gateway.operator.People;
import dev.gatehouse.gateway.token.LiveTokens;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running product: {@link Assembly} puts it together, {@link #leave} and {@link #close} take it down.
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
    private final History history;
    private final KeyWatch keyWatch;
    private final RunningBackups backups;
    private final People people;
    private final BackgroundWork work;
    private final PublicServer server;
    private final Router router;
    private final HttpServer management;
    private final String publicUrl;

    Gateway(
            Vertx vertx,
            Storage storage,
            AuditAnchors anchors,
            Egress egress,
            Messengers messengers,
            Directory directory,
            LiveTokens tokens,
            CallKeeping calls,
            History history,
            KeyWatch keyWatch,
            RunningBackups backups,
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
        this.history = history;
        this.keyWatch = keyWatch;
        this.backups = backups;
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
        Meanwhile<EhrProfiles> reading = Meanwhile.run("profiles", () -> EhrProfiles.load(settings.ehrProfiles()));
        if (settings.ehrProfiles().isPresent()) {
            // A mistake in profiles of one's own refuses the start before anything is begun.
            EhrProfiles unused = reading.join();
        }
        Storage storage = Storage.open(vertx, settings, around.clock());
        EhrProfiles profiles;
        try {
            profiles = reading.join();
        } catch (RuntimeException e) {
            storage.close();
            throw e;
        }
        return PublicServer.bind(vertx, settings)
                .compose(server -> Assembly.build(around, settings, profiles, storage, server))
                .recover(failure -> vertx.executeBlocking(() -> {
                            storage.close();
                            return null;
                        })
                        .transform(closed -> Future.failedFuture(failure)));
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
                .compose(done -> backups.close())
                .compose(done -> anchors.stop())
                .compose(done -> history.end().otherwise(failure -> {
                    log.warn("that this node was stopped in order could not be noted");
                    return null;
                }))
                .compose(done -> vertx.executeBlocking(() -> {
                    storage.close();
                    return null;
                }));
    }
}
