package dev.gatehouse.gateway.app;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.backup.RestoreMark;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells, at the first start after somebody put an older state in place, that this was done, and writes it into the audit. */
final class RestoredStart {
    private static final Logger log = LoggerFactory.getLogger(RestoredStart.class);

    private final Vertx vertx;
    private final Database database;
    private final AuditTrail audit;
    private final Path dataDirectory;

    RestoredStart(Vertx vertx, Database database, AuditTrail audit, Path dataDirectory) {
        this.vertx = vertx;
        this.database = database;
        this.audit = audit;
        this.dataDirectory = dataDirectory;
    }

    /** The mark goes when the entry is on disk: cut off in between, there are two entries rather than none. */
    Future<Void> tell() {
        return vertx.executeBlocking(() -> RestoreMark.read(dataDirectory))
                .compose(found -> found.map(this::tell).orElseGet(Future::succeededFuture));
    }

    private Future<Void> tell(RestoreMark mark) {
        log.warn(
                "The database was put back to what it was at {} (generation {}, {} by {} at {}). What happened since is not in"
                        + " it: API keys revoked since then are good again, and connections whose tokens were renewed since"
                        + " may have to be made anew",
                mark.from(),
                mark.generation(),
                mark.what(),
                mark.by(),
                mark.at());
        Author by = new Author(TenantId.DEFAULT, Author.Kind.OPERATOR, "command line of " + mark.by(), null, null);
        Map<String, String> details = Map.of(
                "from", mark.from().toString(),
                "at", mark.at().toString(),
                "generation", Long.toString(mark.generation()));
        return database.inTransaction(tx -> {
                    audit.record(tx, by, "backup." + mark.what(), "database", details);
                    return Future.succeededFuture();
                })
                .compose(done -> vertx.executeBlocking(() -> {
                    RestoreMark.remove(dataDirectory);
                    return null;
                }));
    }
}
