package dev.gatehouse.gateway.webhook;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.common.audit.AuditStore;
import dev.gatehouse.common.egress.Egress;
import dev.gatehouse.common.egress.EgressSettings;
import dev.gatehouse.common.egress.HostResolver;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.notice.Notice;
import dev.gatehouse.common.notice.NoticeStore;
import dev.gatehouse.common.notice.Outbox;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.testing.DatabaseContract;
import dev.gatehouse.common.testing.TestAudit;
import dev.gatehouse.common.vault.KeyRing;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.gateway.live.Hints;
import dev.gatehouse.gateway.testing.MovableClock;
import dev.gatehouse.gateway.testing.ScriptedServer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Webhooks with a receiver. Rounds are begun by the tests, and time is theirs, so that "not yet" can be seen without waiting. */
abstract class WebhookContract extends DatabaseContract {
    private static final AtomicInteger NAMES = new AtomicInteger();

    final MovableClock clock = new MovableClock(Instant.parse("2026-11-23T12:00:00Z"));
    final SecureRandom random = new SecureRandom();
    final Ids ids = new Ids(random);
    final Sealer sealer = KeyRing.generate().sealer();
    final TestAudit audit = new TestAudit();
    final Outbox outbox = new Outbox(ids, clock);
    ScriptedServer server;
    Egress egress;
    TenantId tenant;
    String path;

    WebhookContract() {
        super(rows());
    }

    static Class<?>[] rows() {
        List<Class<?>> rows = new ArrayList<>(WebhookStore.ROWS);
        rows.addAll(NoticeStore.ROWS);
        rows.addAll(AuditStore.ROWS);
        return rows.toArray(Class<?>[]::new);
    }

    @BeforeAll
    void aServer() {
        server = new ScriptedServer(vertx());
        egress = egress(HostResolver.ofPlatform(), server.authority());
    }

    @AfterAll
    void stopIt() {
        await(egress.close());
        await(server.close());
    }

    @BeforeEach
    void aTenantOfItsOwn() {
        int number = NAMES.incrementAndGet();
        tenant = new TenantId("tenant-" + number);
        path = "/hook-" + number;
        server.forget();
        await(database()
                .inTransaction(tx -> tx.run(session ->
                        session.createMutationQuery("delete from DeliveryRow").executeUpdate())));
    }

    final Egress egress(HostResolver resolver, String... privateHosts) {
        EgressSettings settings = EgressSettings.allowing(Set.of(privateHosts))
                .withTimes(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5))
                .withNameLife(Duration.ZERO);
        return new Egress(vertx(), settings, resolver, clock);
    }

    final Webhooks node() {
        return node(egress);
    }

    final Webhooks node(Egress out) {
        return Webhooks.of(
                vertx(),
                database(),
                audit.trail(),
                outbox,
                sealer,
                out,
                null,
                Hints.UNHEARD,
                random,
                clock,
                "http://127.0.0.1");
    }

    final Author by() {
        return new Author(tenant, Author.Kind.KEY, "key_1", null, null);
    }

    @CanIgnoreReturnValue
    final WebhookEndpoints.Made endpoint(Webhooks node, String at, String... types) {
        return await(node.endpoints()
                .create(
                        by(),
                        URI.create(at),
                        new WebhookEndpoints.Wish(
                                Optional.empty(), Optional.empty(), Optional.of(List.of(types)), Optional.empty())));
    }

    final void happens(String... subjects) {
        for (String each : subjects) {
            await(database()
                    .inTransaction(tx -> outbox.send(
                            tx,
                            new Notice(
                                    tenant,
                                    "connection.active",
                                    each,
                                    new JsonObject().put("state", "active"),
                                    List.of()))));
        }
    }

    static void round(Webhooks node) {
        await(node.schedule().round());
        await(node.schedule().settled());
    }

    final List<Delivery> deliveries(Webhooks node, WebhookEndpoints.Made made) {
        return await(node.deliveries().list(tenant, made.endpoint().id(), Optional.empty(), "", 100)).stream()
                .map(Deliveries.Told::delivery)
                .toList();
    }

    final Delivery only(Webhooks node, WebhookEndpoints.Made made) {
        assertThat(deliveries(node, made)).hasSize(1);
        return deliveries(node, made).get(0);
    }

    final List<ScriptedServer.Received> received() {
        return server.received().stream()
                .filter(each -> each.uri().startsWith(path))
                .toList();
    }

    final List<String> receivedIds() {
        return received().stream()
                .map(each -> each.headers().get("Gatehouse-Id"))
                .toList();
    }

    final boolean verifies(ScriptedServer.Received request, String secret) throws Exception {
        return Receiver.isFromGatehouse(
                secret,
                request.headers().get("Gatehouse-Id"),
                request.headers().get("Gatehouse-Signature"),
                request.body().getBytes(StandardCharsets.UTF_8),
                clock.instant());
    }

    static String codeOf(Future<?> future) {
        return ((Failure) failureOf(future)).code();
    }
}
