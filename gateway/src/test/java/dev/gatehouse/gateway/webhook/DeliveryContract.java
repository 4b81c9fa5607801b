package dev.gatehouse.gateway.webhook;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.audit.AuditEvent;
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
import dev.gatehouse.gateway.testing.MovableClock;
import dev.gatehouse.gateway.testing.ScriptedServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rounds are begun by the tests, and time is theirs, so that "not yet" can be seen without waiting. */
abstract class DeliveryContract extends DatabaseContract {
    private static final AtomicInteger NAMES = new AtomicInteger();
    /** Longer than the first pause with its jitter. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(6_001);

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-23T12:00:00Z"));
    private final SecureRandom random = new SecureRandom();
    private final Ids ids = new Ids(random);
    private final Sealer sealer = KeyRing.generate().sealer();
    private final TestAudit audit = new TestAudit();
    private final Outbox outbox = new Outbox(ids, clock);
    private ScriptedServer server;
    private Egress egress;
    private TenantId tenant;
    private String path;

    DeliveryContract() {
        super(rows());
    }

    private static Class<?>[] rows() {
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

    private Egress egress(HostResolver resolver, String... privateHosts) {
        EgressSettings settings = EgressSettings.allowing(Set.of(privateHosts))
                .withTimes(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5))
                .withNameLife(Duration.ZERO);
        return new Egress(vertx(), settings, resolver, clock);
    }

    private Webhooks node() {
        return node(egress);
    }

    private Webhooks node(Egress out) {
        return Webhooks.of(
                vertx(), database(), audit.trail(), outbox, sealer, out, null, random, clock, "http://127.0.0.1");
    }

    private Author by() {
        return new Author(tenant, Author.Kind.KEY, "key_1", null, null);
    }

    private WebhookEndpoints.Made endpoint(Webhooks node, String at, String... types) {
        return await(node.endpoints()
                .create(
                        by(),
                        URI.create(at),
                        new WebhookEndpoints.Wish(
                                Optional.empty(), Optional.empty(), Optional.of(List.of(types)), Optional.empty())));
    }

    private void happens(String... subjects) {
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

    private static void round(Webhooks node) {
        await(node.schedule().round());
        await(node.schedule().settled());
    }

    private List<Delivery> deliveries(Webhooks node, WebhookEndpoints.Made made) {
        return await(node.deliveries()
                        .list(tenant, made.endpoint().id(), Optional.empty(), "", 100))
                .stream()
                .map(Deliveries.Told::delivery)
                .toList();
    }

    private Delivery only(Webhooks node, WebhookEndpoints.Made made) {
        assertThat(deliveries(node, made)).hasSize(1);
        return deliveries(node, made).get(0);
    }

    private List<ScriptedServer.Received> received() {
        return server.received().stream()
                .filter(each -> each.uri().startsWith(path))
                .toList();
    }

    private List<String> receivedIds() {
        return received().stream()
                .map(each -> each.headers().get("Gatehouse-Id"))
                .toList();
    }

    private boolean verifies(ScriptedServer.Received request, String secret) throws Exception {
        return Receiver.isFromGatehouse(
                secret,
                request.headers().get("Gatehouse-Id"),
                request.headers().get("Gatehouse-Signature"),
                request.body().getBytes(StandardCharsets.UTF_8),
                clock.instant());
    }

    @Test
    void aNoticeReachesItsEndpointSigned() throws Exception {
        Webhooks node = node();
        WebhookEndpoints.Made made = endpoint(node, server.url(path + "?key=1"));
        server.on(path, 204, "");

        happens("con_1");
        round(node);

        assertThat(received()).hasSize(1);
        ScriptedServer.Received request = received().get(0);
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.uri()).isEqualTo(path + "?key=1");
        assertThat(request.headers().get("Content-Type")).isEqualTo("application/json");
        assertThat(request.headers().get("Gatehouse-Timestamp"))
                .isEqualTo(Long.toString(clock.instant().getEpochSecond()));
        assertThat(verifies(request, made.secret().reveal())).isTrue();
        assertThat(verifies(request, "whsec_other")).isFalse();
        assertThat(new JsonObject(request.body()))
                .isEqualTo(new JsonObject()
                        .put("id", request.headers().get("Gatehouse-Id"))
                        .put("type", "connection.active")
                        .put("tenant", tenant.value())
                        .put("occurredAt", "2026-11-23T12:00:00Z")
                        .put("subject", "con_1")
                        .put("data", new JsonObject().put("state", "active")));
        assertThat(only(node, made).state()).isEqualTo(DeliveryState.DELIVERED);
    }

    @Test
    void onlyThoseWhoWantItAreTold() {
        Webhooks node = node();
        server.on(path, 200, "");
        endpoint(node, server.url(path), "connection.revoked", "registration.*");
        TenantId mine = tenant;
        tenant = new TenantId(mine.value() + "-other");
        endpoint(node, server.url(path));
        tenant = mine;

        happens("con_1");
        round(node);

        assertThat(received()).isEmpty();
        assertThat(await(database().read(outbox::anyWaiting)).booleanValue()).isFalse();
    }

    @Test
    void anEndpointIsToldOfWhatComesAfterIt() {
        Webhooks node = node();
        server.on(path, 200, "");
        happens("con_before");
        clock.move(Duration.ofSeconds(1));
        endpoint(node, server.url(path));
        happens("con_after");

        round(node);
        round(node);

        assertThat(received()).singleElement().satisfies(each -> assertThat(each.body())
                .contains("con_after"));
    }

    @Test
    void whatIsNotTakenComesAgainAfterAPauseUnderTheSameId() throws Exception {
        Webhooks node = node();
        WebhookEndpoints.Made made = endpoint(node, server.url(path));
        server.on(path, 503, "busy");
        happens("con_1");
        round(node);
        Delivery waits = only(node, made);

        clock.move(Duration.ofMillis(3_999));
        round(node);
        assertThat(received()).hasSize(1);
        server.on(path, 200, "");
        clock.move(Duration.ofMillis(2_002));
        round(node);

        assertThat(waits.state()).isEqualTo(DeliveryState.PENDING);
        assertThat(waits.outcome()).isNotNull();
        assertThat(waits.outcome().status()).isEqualTo(503);
        assertThat(receivedIds()).hasSize(2).containsOnly(receivedIds().get(0));
        assertThat(received().get(1).headers().get("Gatehouse-Timestamp"))
                .isNotEqualTo(received().get(0).headers().get("Gatehouse-Timestamp"));
        assertThat(verifies(received().get(1), made.secret().reveal())).isTrue();
        Delivery done = only(node, made);
        assertThat(done.state()).isEqualTo(DeliveryState.DELIVERED);
        assertThat(done.attempts()).isEqualTo(2);
    }

    @Test
    void afterThreeDaysItIsGivenUpAndCanBeSentByHand() {
        Webhooks node = node();
        WebhookEndpoints.Made made = endpoint(node, server.url(path));
        server.on(path, 500, "");
        happens("con_1");
        round(node);

        clock.move(Duration.ofHours(71));
        round(node);
        assertThat(only(node, made).state()).isEqualTo(DeliveryState.PENDING);
        clock.move(Duration.ofHours(1));
        round(node);
        Delivery failed = only(node, made);
        assertThat(failed.state()).isEqualTo(DeliveryState.FAILED);
        assertThat(failed.endedAt()).isEqualTo(clock.instant());
        clock.move(Duration.ofDays(1));
        round(node);
        assertThat(received()).hasSize(3);

        server.on(path, 200, "");
        await(node.deliveries().redeliver(by(), made.endpoint().id(), failed.id()));
        round(node);

        assertThat(only(node, made).state()).isEqualTo(DeliveryState.DELIVERED);
        assertThat(receivedIds()).hasSize(4).containsOnly(receivedIds().get(0));
    }

    @Test
    void aProcessThatDiesBetweenSendingAndMarkingSendsAgainUnderTheSameId() {
        Webhooks node = node();
        WebhookEndpoints.Made made = endpoint(node, server.url(path));
        server.on(path, 200, "");
        DeliverySchedule dies = dyingNode();
        happens("con_1");
        await(dies.round());
        waitFor(1);
        assertThat(only(node, made).state()).isEqualTo(DeliveryState.PENDING);

        clock.move(Duration.ofSeconds(59));
        round(node);
        assertThat(received()).as("the claim still stands").hasSize(1);
        clock.move(Duration.ofSeconds(1));
        round(node);

        assertThat(receivedIds()).hasSize(2).containsOnly(receivedIds().get(0));
        assertThat(only(node, made).state()).isEqualTo(DeliveryState.DELIVERED);
    }

    /** Sends and is never heard of again. */
    private DeliverySchedule dyingNode() {
        WebhookSender sender = new WebhookSender(database(), new SigningSecrets(sealer, random), egress, clock);
        Sender dying = (delivery, notice) ->
                sender.send(delivery, notice).compose(done -> Promise.<Outcome>promise().future());
        return new DeliverySchedule(
                vertx(),
                database(),
                new NoticeSpread(database(), outbox, false, ids, clock),
                new DeliveryTries(database(), audit.trail(), outbox, dying, dying, random, clock),
                clock);
    }

    @Test
    void twoNodesSendEachDeliveryOnce() {
        Webhooks one = node();
        Webhooks two = node();
        WebhookEndpoints.Made made = endpoint(one, server.url(path));
        server.on(path, 200, "");
        happens(IntStream.range(0, 24).mapToObj(i -> "con_" + i).toArray(String[]::new));

        for (int i = 0; i < 40 && received().size() < 24; i++) {
            await(Future.join(one.schedule().round(), two.schedule().round()));
            await(Future.join(one.schedule().settled(), two.schedule().settled()));
        }

        assertThat(receivedIds()).hasSize(24).doesNotHaveDuplicates();
        assertThat(deliveries(one, made)).allMatch(each -> each.state() == DeliveryState.DELIVERED);
    }

    @Test
    void aDeadEndpointHoldsUpNobodyElse() {
        Webhooks node = node();
        ConcurrentLinkedQueue<Runnable> held = new ConcurrentLinkedQueue<>();
        server.on(path + "-dead", request -> held.add(
                () -> request.response().setStatusCode(200).end()));
        server.on(path, 200, "");
        endpoint(node, server.url(path + "-dead"));
        WebhookEndpoints.Made well = endpoint(node, server.url(path));
        happens("con_1", "con_2", "con_3");

        for (int i = 0; i < 20 && arrivedAt(path) < 3; i++) {
            await(node.schedule().round());
            waitFor(2);
        }

        assertThat(arrivedAt(path)).isEqualTo(3);
        assertThat(arrivedAt(path + "-dead")).as("one at a time").isEqualTo(1);
        held.forEach(Runnable::run);
        await(node.schedule().settled());
        assertThat(deliveries(node, well)).allMatch(each -> each.state() == DeliveryState.DELIVERED);
    }

    private long arrivedAt(String where) {
        return server.received().stream().filter(each -> each.uri().equals(where)).count();
    }

    /** Until so many requests have come, whoever sent them. */
    private void waitFor(int requests) {
        Promise<Void> come = Promise.promise();
        long timer = vertx().setPeriodic(5, tick -> {
            if (server.received().size() >= requests) {
                come.tryComplete();
            }
        });
        await(come.future());
        vertx().cancelTimer(timer);
    }

    @Test
    void whoIsGoneIsSwitchedOff() {
        Webhooks node = node();
        WebhookEndpoints.Made made = endpoint(node, server.url(path));
        server.on(path, 410, "");
        happens("con_1", "con_2");

        round(node);
        happens("con_3");
        round(node);

        WebhookEndpoint endpoint =
                await(node.endpoints().of(tenant, made.endpoint().id()));
        assertThat(endpoint.enabled()).isFalse();
        assertThat(endpoint.disabledCode()).isEqualTo("endpoint-gone");
        assertThat(deliveries(node, made)).hasSize(2).allMatch(each -> each.state() == DeliveryState.FAILED);
        assertThat(received()).hasSize(1);
        assertThat(audit.of(database(), tenant))
                .extracting(AuditEvent::action)
                .containsExactly("webhook-endpoint.created", "webhook-endpoint.disabled");
        assertThat(codeOf(node.deliveries()
                        .redeliver(by(), endpoint.id(), deliveries(node, made).get(0).id())))
                .isEqualTo("webhook-endpoint-disabled");
        assertThat(codeOf(node.deliveries().test(by(), endpoint.id()))).isEqualTo("webhook-endpoint-disabled");
    }

    private static String codeOf(Future<?> future) {
        return ((Failure) failureOf(future)).code();
    }

    @Test
    void aRedirectIsNotFollowed() {
        Webhooks node = node();
        WebhookEndpoints.Made made = endpoint(node, server.url(path));
        server.on(path, 307, "", "Location", server.url(path + "-elsewhere"));
        happens("con_1");

        round(node);

        assertThat(received()).hasSize(1);
        assertThat(only(node, made).outcome().code()).isEqualTo("redirect-not-followed");
    }

    @Test
    void aNameThatTurnsToAPrivateAddressGetsNothing() {
        List<String> answers = new ArrayList<>(List.of("127.0.0.1", "10.0.0.1", "169.254.169.254", "::1"));
        Set<String> asked = new java.util.HashSet<>();
        Egress hostile = egress(host -> {
            asked.add(host);
            try {
                return Future.succeededFuture(List.of(InetAddress.getByName(answers.get(0))));
            } catch (java.net.UnknownHostException e) {
                return Future.failedFuture(e);
            }
        });
        Webhooks node = node(hostile);
        WebhookEndpoints.Made made = endpoint(node, "https://rebound.example.org:" + server.port() + path);
        happens("con_1");

        while (!answers.isEmpty()) {
            round(node);
            assertThat(only(node, made).outcome().code()).isEqualTo("address-refused");
            answers.remove(0);
            clock.move(Duration.ofHours(1));
        }

        assertThat(asked).containsExactly("rebound.example.org");
        assertThat(received()).isEmpty();
        await(hostile.close());
    }

    @Test
    void onlyTheStatusOfAnAnswerCounts() {
        Webhooks node = node();
        WebhookEndpoints.Made made = endpoint(node, server.url(path));
        server.on(path, request -> {
            request.response().setChunked(true).setStatusCode(200);
            request.response().write("x".repeat(5_000));
        });
        happens("con_1");

        round(node);

        assertThat(only(node, made).state()).isEqualTo(DeliveryState.DELIVERED);
    }

    @Test
    void whileTheSecretChangesBothSign() throws Exception {
        Webhooks node = node();
        WebhookEndpoints.Made made = endpoint(node, server.url(path));
        server.on(path, 200, "");
        String old = made.secret().reveal();
        String fresh = await(node.endpoints().rotate(by(), made.endpoint().id(), Duration.ofHours(24)))
                .secret()
                .reveal();

        happens("con_1");
        round(node);
        clock.move(Duration.ofHours(24));
        happens("con_2");
        round(node);

        assertThat(received()).hasSize(2);
        assertThat(received().get(0).headers().get("Gatehouse-Signature").split("v1=", -1))
                .hasSize(3);
        clock.move(Duration.ofHours(-24));
        assertThat(verifies(received().get(0), old)).isTrue();
        assertThat(verifies(received().get(0), fresh)).isTrue();
        clock.move(Duration.ofHours(24));
        assertThat(verifies(received().get(1), old)).isFalse();
        assertThat(verifies(received().get(1), fresh)).isTrue();
    }

    @Test
    void aSecretThatLeakedEndsAtOnce() throws Exception {
        Webhooks node = node();
        WebhookEndpoints.Made made = endpoint(node, server.url(path));
        server.on(path, 200, "");
        await(node.endpoints().rotate(by(), made.endpoint().id(), Duration.ofHours(24)));
        clock.move(Duration.ofSeconds(1));
        String newest = await(node.endpoints().rotate(by(), made.endpoint().id(), Duration.ZERO))
                .secret()
                .reveal();

        happens("con_1");
        round(node);

        assertThat(received().get(0).headers().get("Gatehouse-Signature").split("v1=", -1))
                .hasSize(2);
        assertThat(verifies(received().get(0), newest)).isTrue();
    }

    @Test
    void theDatabaseHoldsNoSecretThatCanBeRead() {
        WebhookEndpoints.Made made = endpoint(node(), server.url(path));

        List<WebhookSecretRow> rows = await(database()
                .read(tx -> tx.run(session -> session.createSelectionQuery(
                                "from WebhookSecretRow where endpointId = :id", WebhookSecretRow.class)
                        .setParameter("id", made.endpoint().id())
                        .getResultList())));

        assertThat(rows).singleElement().satisfies(row -> assertThat(
                        new String(row.secret, StandardCharsets.ISO_8859_1))
                .doesNotContain(made.secret().reveal().substring(6, 16)));
        assertThat(audit.of(database(), tenant).toString())
                .doesNotContain(made.secret().reveal())
                .doesNotContain(path);
    }

    @Test
    void aTestIsSentOnceAndToldAtOnce() {
        Webhooks node = node();
        WebhookEndpoints.Made made = endpoint(node, server.url(path), "connection.revoked");
        server.on(path, 500, "");

        Deliveries.Told told = await(node.deliveries().test(by(), made.endpoint().id()));

        assertThat(told.delivery().state()).isEqualTo(DeliveryState.FAILED);
        assertThat(told.delivery().outcome().status()).isEqualTo(500);
        clock.move(Duration.ofHours(1));
        round(node);
        assertThat(received()).singleElement().satisfies(each -> assertThat(
                        new JsonObject(each.body()).getString("type"))
                .isEqualTo("webhook.test"));
    }

    @Test
    void deliveriesAreListedNewestFirstPageByPage() {
        Webhooks node = node();
        WebhookEndpoints.Made made = endpoint(node, server.url(path));
        server.on(path, 200, "");
        for (int i = 0; i < 5; i++) {
            happens("con_" + i);
            clock.move(Duration.ofSeconds(i % 2));
            round(node);
        }

        List<String> all = new ArrayList<>();
        String after = "";
        for (List<Deliveries.Told> page = page(node, made, after); !page.isEmpty(); page = page(node, made, after)) {
            page.forEach(each -> all.add(each.delivery().id()));
            after = all.get(all.size() - 1);
        }

        assertThat(all).hasSize(5).doesNotHaveDuplicates();
        assertThat(all).isEqualTo(deliveries(node, made).stream().map(Delivery::id).collect(Collectors.toList()));
        assertThat(deliveries(node, made).get(0).createdAt())
                .isAfter(deliveries(node, made).get(4).createdAt());
    }

    private List<Deliveries.Told> page(Webhooks node, WebhookEndpoints.Made made, String after) {
        return await(node.deliveries().list(tenant, made.endpoint().id(), Optional.empty(), after, 2));
    }

    @Test
    void afterThirtyDaysItIsForgotten() {
        Webhooks node = node();
        WebhookEndpoints.Made made = endpoint(node, server.url(path));
        server.on(path, 200, "");
        happens("con_1");
        round(node);

        clock.move(Duration.ofDays(30));
        await(node.deliveries().sweep());
        assertThat(deliveries(node, made)).hasSize(1);
        clock.move(FIRST_PAUSE);
        await(node.deliveries().sweep());

        assertThat(deliveries(node, made)).isEmpty();
    }

    @Test
    void nobodyTouchesAnothersEndpoint() {
        Webhooks node = node();
        WebhookEndpoints.Made made = endpoint(node, server.url(path));
        server.on(path, 200, "");
        happens("con_1");
        round(node);
        String id = made.endpoint().id();
        String delivery = only(node, made).id();
        Author other = new Author(TenantId.DEFAULT, Author.Kind.KEY, "key_2", null, null);
        WebhookEndpoints.Wish off = new WebhookEndpoints.Wish(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(false));

        for (Future<?> each : List.of(
                node.endpoints().of(other.tenant(), id),
                node.endpoints().change(other, id, off),
                node.endpoints().remove(other, id),
                node.endpoints().rotate(other, id, Duration.ZERO),
                node.deliveries().test(other, id),
                node.deliveries().list(other.tenant(), id, Optional.empty(), "", 10),
                node.deliveries().redeliver(other, id, delivery))) {
            assertThat(codeOf(each)).isEqualTo("webhook-endpoint-unknown");
        }
        assertThat(await(node.endpoints().of(tenant, id)).enabled()).isTrue();
    }

    @Test
    void switchedOffItGetsNothingAndWhatWasOnItsWayIsGivenUp() {
        Webhooks node = node();
        WebhookEndpoints.Made made = endpoint(node, server.url(path));
        server.on(path, 500, "");
        happens("con_1");
        round(node);

        await(node.endpoints()
                .change(
                        by(),
                        made.endpoint().id(),
                        new WebhookEndpoints.Wish(
                                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(false))));
        clock.move(Duration.ofHours(1));
        happens("con_2");
        round(node);

        assertThat(received()).hasSize(1);
        assertThat(only(node, made).outcome().code()).isEqualTo("endpoint-disabled");
    }
}
