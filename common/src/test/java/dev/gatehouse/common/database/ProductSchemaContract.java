package dev.gatehouse.common.database;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.DatabaseContract;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The product's own migrations, opened twice. */
abstract class ProductSchemaContract extends DatabaseContract {
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00.123456Z");

    ProductSchemaContract() {
        super(TenantRow.class);
    }

    @Test
    void whatWasAcknowledgedIsThereAfterARestart() {
        await(database()
                .inTransaction(tx -> tx.run(session -> session.persist(new TenantRow("acme", "Acme Dental", NOON)))));

        reopen();

        TenantRow found = await(database().read(tx -> tx.run(session -> session.find(TenantRow.class, "acme"))));
        assertThat(found.name).isEqualTo("Acme Dental");
        assertThat(found.createdAt).isEqualTo(NOON);
    }
}
