package dev.gatehouse.gateway.connectpage;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.audit.AuditStore;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.testing.DatabaseContract;
import dev.gatehouse.common.testing.TestAudit;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

abstract class ConnectSettingsContract extends DatabaseContract {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final TenantId ACME = new TenantId("acme-page");
    private static final TenantId OTHER = new TenantId("other-page");
    private static final ConnectPageSettings ALL = new ConnectPageSettings(
            "Northwind Care Hub",
            URI.create("https://static.northwind.example/logo.svg"),
            "#245c9e",
            "help@northwind.example",
            List.of("https://app.northwind.example", "http://localhost:3000"),
            NOON);

    private ConnectSettings settings;

    ConnectSettingsContract() {
        super(Stream.concat(ConnectPageStore.ROWS.stream(), AuditStore.ROWS.stream())
                .toArray(Class<?>[]::new));
    }

    @BeforeEach
    void haveTenants() {
        for (TenantId tenant : List.of(ACME, OTHER)) {
            await(database()
                    .inTransaction(tx -> tx.run(session -> session.createNativeMutationQuery(
                                    "insert into tenant (id, name, created_at, version) select :id, :id, :at, 0 where"
                                            + " not exists (select 1 from tenant where id = :id)")
                            .setParameter("id", tenant.value())
                            .setParameter("at", NOON.atOffset(ZoneOffset.UTC))
                            .executeUpdate())));
        }
        settings = new ConnectSettings(database(), new TestAudit().trail(), Clock.fixed(NOON, ZoneOffset.UTC));
    }

    @Test
    void whatIsSetIsReadBackAndBelongsToOneTenant() {
        Author by = new Author(ACME, Author.Kind.OPERATOR, "op_dana", null, null);

        assertThat(await(settings.set(by, ALL))).isEqualTo(ALL);

        assertThat(await(settings.of(ACME))).isEqualTo(ALL);
        assertThat(await(settings.of(OTHER))).isEqualTo(ConnectPageSettings.NONE);
        ConnectPageSettings less = new ConnectPageSettings(null, null, null, null, List.of(), NOON);
        await(settings.set(by, less));
        assertThat(await(settings.of(ACME))).isEqualTo(less);
    }
}
