package dev.gatehouse.gateway.proxy;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.tenant.Author;
import io.vertx.core.Future;
import java.util.Map;

/**
 * Calls that a signed-in person makes, who sees patients' data on a screen. Each is in the audit before it is sent, without
 * ids of patients; if that can't be written, nothing is sent.
 */
public final class PersonalCalls {
    private final Database database;
    private final AuditTrail audit;

    public PersonalCalls(Database database, AuditTrail audit) {
        this.database = database;
        this.audit = audit;
    }

    static boolean isOne(ProxyCall call) {
        return call.caller().author().kind() == Author.Kind.OPERATOR;
    }

    /** Done when it would survive a crash. */
    public Future<Void> written(ProxyCall call) {
        return database.inTransaction(tx -> {
            audit.record(
                    tx,
                    call.caller().author(),
                    "connection.explored",
                    call.connection().id().value(),
                    Map.of(
                            "method",
                            call.method().name(),
                            "route",
                            RouteTemplate.of(call.target()),
                            "practice",
                            call.connection().practiceId()));
            return Future.succeededFuture();
        });
    }
}
