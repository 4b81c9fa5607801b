package dev.gatehouse.gateway.webhook;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.egress.Egress;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.live.Hints;
import dev.gatehouse.gateway.testing.ScriptedServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How notices come to their receivers. */
abstract class DeliveryContract extends WebhookContract {
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
                        .put("occurredAt", clock.instant().toString())
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

        assertThat(received())
                .singleElement()
                .satisfies(each -> assertThat(each.body()).contains("con_after"));
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
        Sender dying = (delivery, notice) -> sender.send(delivery, notice)
                .compose(done -> Promise.<Outcome>promise().future());
        return new DeliverySchedule(
                vertx(),
                database(),
                new NoticeSpread(database(), outbox, false, ids, clock),
                new DeliveryTries(database(), audit.trail(), outbox, dying, dying, Hints.UNHEARD, random, clock),
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
    void whoClaimsSomeLeavesTheOthersToOthers() {
        Webhooks node = node();
        WebhookEndpoints.Made made = endpoint(node, server.url(path));
        happens("con_1", "con_2", "con_3");
        DeliveryStore store = new DeliveryStore();
        await(new NoticeSpread(database(), outbox, false, ids, clock).run());
        Instant now = clock.instant();
        String lane = made.endpoint().id();

        List<Delivery> others = await(database()
                .inTransaction(tx -> store.claim(tx, lane, 1, now, now.plusSeconds(60))
                        .compose(mine -> database()
                                .inTransaction(other -> store.claim(other, lane, 3, now, now.plusSeconds(60))))));

        assertThat(others).hasSize(2);
    }

    @Test
    void aReceiverIsLeftAloneForAsLongAsItAsksUpToAnHour() {
        Webhooks node = node();
        WebhookEndpoints.Made made = endpoint(node, server.url(path));
        server.on(path, 503, "", "Retry-After", "1800");
        happens("con_1");
        round(node);
        assertThat(only(node, made).dueAt()).isEqualTo(clock.instant().plus(Duration.ofMinutes(30)));

        server.on(path, 429, "", "Retry-After", "999999999");
        clock.move(Duration.ofMinutes(30));
        round(node);
        assertThat(only(node, made).dueAt()).isEqualTo(clock.instant().plus(Duration.ofHours(1)));

        server.on(path, 503, "", "Retry-After", "-1");
        clock.move(Duration.ofHours(1));
        round(node);
        assertThat(only(node, made).dueAt())
                .as("not sooner than by itself")
                .isAfter(clock.instant().plus(Duration.ofSeconds(10)));
    }

    @Test
    void afterAnOutageEveryNoticeArrivesAndHardlyAnyTwice() {
        int many = Integer.getInteger("gatehouse.test.notices", 200);
        Webhooks one = node();
        WebhookEndpoints.Made made = endpoint(one, server.url(path));
        server.on(path, 500, "");
        happens(IntStream.range(0, many).mapToObj(i -> "con_" + i).toArray(String[]::new));
        for (int i = 0; i < 20; i++) {
            round(one);
            clock.move(Duration.ofMinutes(3));
        }
        server.forget();
        server.on(path, 200, "");
        await(dyingNode().round()); // a process that is killed between sending and marking
        waitFor(1);

        Webhooks two = node();
        for (int i = 0; i < many && !arrived(many); i++) {
            clock.move(Duration.ofMinutes(10));
            await(Future.join(one.schedule().round(), two.schedule().round()));
            await(Future.join(one.schedule().settled(), two.schedule().settled()));
        }

        assertThat(Set.copyOf(receivedIds())).hasSize(many);
        assertThat(receivedIds().size() - many).as("twice").isBetween(1, Math.max(1, many / 100));
        assertThat(await(one.deliveries()
                        .list(tenant, made.endpoint().id(), Optional.of(DeliveryState.PENDING), "", 100)))
                .isEmpty();
    }

    private boolean arrived(int many) {
        return receivedIds().size() > many && Set.copyOf(receivedIds()).size() == many;
    }

    @Test
    void aDeadEndpointHoldsUpNobodyElse() {
        Webhooks node = node();
        ConcurrentLinkedQueue<Runnable> held = new ConcurrentLinkedQueue<>();
        server.on(
                path + "-dead",
                request -> held.add(() -> request.response().setStatusCode(200).end()));
        server.on(path, 200, "");
        endpoint(node, server.url(path + "-dead"));
        WebhookEndpoints.Made well = endpoint(node, server.url(path));
        happens("con_1", "con_2", "con_3");

        arrive(node, 3);
        happens("con_4");
        arrive(node, 4);

        assertThat(arrivedAt(path)).isEqualTo(4);
        assertThat(arrivedAt(path + "-dead")).as("one at a time").isEqualTo(1);
        held.forEach(Runnable::run);
        await(node.schedule().settled());
        assertThat(deliveries(node, well)).allMatch(each -> each.state() == DeliveryState.DELIVERED);
    }

    /** Rounds until so many have arrived at the endpoint that works, and one at the dead one. */
    private void arrive(Webhooks node, int most) {
        for (int i = 0; i < 20 && arrivedAt(path) < most; i++) {
            await(node.schedule().round());
            waitFor(Math.min(most + 1, server.received().size() + 1));
        }
    }

    private long arrivedAt(String where) {
        return server.received().stream()
                .filter(each -> each.uri().equals(where))
                .count();
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
}
