package dev.gatehouse.registration.testing;

import static dev.gatehouse.common.testing.Answers.await;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.tenant.TenantId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;

/** Tenants to own what tests make; module gateway has the product's own code for them. */
public final class SomeTenants {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private SomeTenants() {}

    /** A tenant that owns nothing yet. */
    public static TenantId add(Database database) {
        TenantId tenant = new TenantId("tenant-" + NUMBERS.incrementAndGet());
        await(database.inTransaction(tx -> tx.run(session -> session.createNativeMutationQuery(
                        "insert into tenant (id, name, created_at, version) values (:id, :id, :at, 0)")
                .setParameter("id", tenant.value())
                .setParameter("at", Instant.EPOCH.atOffset(ZoneOffset.UTC))
                .executeUpdate())));
        return tenant;
    }
}
