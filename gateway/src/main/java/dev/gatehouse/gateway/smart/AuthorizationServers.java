package dev.gatehouse.gateway.smart;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.database.UniqueViolation;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers which servers each practice's metadata named first. When it suddenly names another issuer, token server or key
 * server, that is refused until somebody accepts it: whoever can change a practice's metadata could otherwise collect client
 * secrets and refresh tokens (RFC 9700, section 4.4). Shared by all tenants, as directories are.
 */
public final class AuthorizationServers implements SmartDiscovery.Trust {
    private static final Logger log = LoggerFactory.getLogger(AuthorizationServers.class);
    private static final String TOPIC = "authorization-server";

    private final Database database;
    private final AuthorizationServerStore store = new AuthorizationServerStore();
    private final AuditTrail audit;
    private final Clock clock;
    /** What the database is known to say, so that a document that is read again needs none. */
    private final ConcurrentMap<String, ServerNames> trusted = new ConcurrentHashMap<>();

    public AuthorizationServers(Database database, AuditTrail audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
        database.announcements().on(TOPIC, trusted::remove, trusted::clear);
    }

    @Override
    public Future<SmartEndpoints> check(String ehr, SmartEndpoints endpoints) {
        String id = id(ehr, endpoints.base());
        ServerNames names = ServerNames.of(endpoints);
        if (names.equals(trusted.get(id))) {
            return Future.succeededFuture(endpoints);
        }
        return database.inTransaction(tx -> see(tx, id, ehr, endpoints.base(), names))
                .recover(failure -> failure instanceof UniqueViolation
                        ? database.inTransaction(tx -> see(tx, id, ehr, endpoints.base(), names))
                        : Future.failedFuture(failure))
                .compose(fine -> {
                    if (!fine) {
                        trusted.remove(id);
                        return Future.failedFuture(changed(endpoints.base()));
                    }
                    trusted.put(id, names);
                    return Future.succeededFuture(endpoints);
                });
    }

    /** True if nothing changed since the first time. */
    private Future<Boolean> see(Transaction tx, String id, String ehr, URI base, ServerNames names) {
        return store.find(tx, id).compose(found -> {
            if (found.isEmpty()) {
                return store.add(tx, new AuthorizationServerRow(id, ehr, base, names, now()))
                        .map(true);
            }
            AuthorizationServerRow row = found.get();
            if (row.trusted().equals(names)) {
                if (row.changedAt != null) {
                    row.forget();
                }
                return Future.succeededFuture(true);
            }
            if (!names.equals(row.offered())) {
                row.offer(names, now());
                log.warn("the metadata of {} names other servers than before; they get nothing until accepted", base);
                audit.record(
                        tx,
                        Author.system(TenantId.DEFAULT, "discovery"),
                        "authorization-server.changed",
                        id,
                        Map.of("base", base.toString(), "tokenServer", names.token(), "keyServer", names.keys()));
            }
            return Future.succeededFuture(false);
        });
    }

    private static Failure changed(URI base) {
        return new Failure.Upstream(
                "discovery-changed",
                "The metadata of " + base.getHost()
                        + " suddenly names other servers for signing in than before. Nothing is"
                        + " sent there until an administrator has accepted it.");
    }

    /**
     * All that are known, by id ascending.
     *
     * @param onlyChanged true for those that wait for a yes
     */
    public Future<List<AuthorizationServer>> list(boolean onlyChanged, String after, int limit) {
        return database.read(tx -> store.list(tx, onlyChanged, after, limit))
                .map(rows -> rows.stream().map(AuthorizationServerRow::toServer).toList());
    }

    /**
     * Trusts what the metadata says now. Fails with 404 {@code authorization-server-unknown}, and 409 {@code
     * authorization-server-unchanged} if nothing waits or something else does by now.
     *
     * @param seen what the caller saw and means
     */
    public Future<AuthorizationServer> accept(Author by, String id, ServerNames seen) {
        return database.inTransaction(tx -> store.find(tx, id).map(found -> {
            AuthorizationServerRow row = found.orElseThrow(() -> new Failure.Missing(
                    "authorization-server-unknown", "There is no authorization server with this id."));
            if (!seen.equals(row.offered())) {
                throw new Failure.Conflict(
                        "authorization-server-unchanged",
                        "That is not what the practice's metadata says now. Look again before you accept.");
            }
            row.trust(seen, now());
            database.announcements().tell(tx, TOPIC, id);
            audit.record(
                    tx,
                    by,
                    "authorization-server.accepted",
                    id,
                    Map.of("base", row.baseUrl, "tokenServer", seen.token(), "keyServer", seen.keys()));
            return row.toServer();
        }));
    }

    private static String id(String ehr, URI base) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((ehr + " " + Objects.requireNonNull(base)).getBytes(StandardCharsets.UTF_8));
            return "asrv_" + HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
