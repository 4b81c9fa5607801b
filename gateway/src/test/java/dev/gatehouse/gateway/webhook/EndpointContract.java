package dev.gatehouse.gateway.webhook;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.audit.AuditEvent;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What can be done with endpoints and their deliveries. */
abstract class EndpointContract extends WebhookContract {
    @Test
    void othersOfTheTenantHearThatAnEndpointWasSwitchedOff() {
        Webhooks node = node();
        WebhookEndpoints.Made gone = endpoint(node, server.url(path + "-gone"), "connection.*");
        endpoint(node, server.url(path), "webhook.*");
        server.on(path + "-gone", 410, "");
        server.on(path, 200, "");
        happens("con_1");

        round(node);
        round(node);

        JsonObject told = received().stream()
                .filter(each -> each.uri().equals(path))
                .map(each -> new JsonObject(each.body()))
                .findFirst()
                .orElseThrow();
        assertThat(told.getString("type")).isEqualTo("webhook.disabled");
        assertThat(told.getString("subject")).isEqualTo(gone.endpoint().id());
        assertThat(told.getJsonObject("data").getJsonObject("cause").getString("code"))
                .isEqualTo("endpoint-gone");
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
                        .redeliver(
                                by(),
                                endpoint.id(),
                                deliveries(node, made).get(0).id())))
                .isEqualTo("webhook-endpoint-disabled");
        assertThat(codeOf(node.deliveries().test(by(), endpoint.id()))).isEqualTo("webhook-endpoint-disabled");
    }

    @Test
    void whileTheSecretChangesBothSign() throws Exception {
        Webhooks node = node();
        WebhookEndpoints.Made made = endpoint(node, server.url(path));
        server.on(path, 200, "");
        String old = made.secret().reveal();
        String fresh = await(node.endpoints().rotate(by(), made.endpoint().id(), Duration.ofDays(1)))
                .secret()
                .reveal();

        happens("con_1");
        round(node);
        clock.move(Duration.ofDays(1));
        happens("con_2");
        round(node);

        assertThat(received()).hasSize(2);
        assertThat(received().get(0).headers().get("Gatehouse-Signature").split("v1=", -1))
                .hasSize(3);
        clock.move(Duration.ofDays(-1));
        assertThat(verifies(received().get(0), old)).isTrue();
        assertThat(verifies(received().get(0), fresh)).isTrue();
        clock.move(Duration.ofDays(1));
        assertThat(verifies(received().get(1), old)).isFalse();
        assertThat(verifies(received().get(1), fresh)).isTrue();
    }

    @Test
    void aSecretThatLeakedEndsAtOnce() throws Exception {
        Webhooks node = node();
        WebhookEndpoints.Made made = endpoint(node, server.url(path));
        server.on(path, 200, "");
        await(node.endpoints().rotate(by(), made.endpoint().id(), Duration.ofDays(1)));
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

        assertThat(rows)
                .singleElement()
                .satisfies(row -> assertThat(new String(row.secret, StandardCharsets.ISO_8859_1))
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

        Deliveries.Told told =
                await(node.deliveries().test(by(), made.endpoint().id()));

        assertThat(told.delivery().state()).isEqualTo(DeliveryState.FAILED);
        assertThat(told.delivery().outcome().status()).isEqualTo(500);
        clock.move(Duration.ofHours(1));
        round(node);
        assertThat(received())
                .singleElement()
                .satisfies(each -> assertThat(new JsonObject(each.body()).getString("type"))
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
        assertThat(all)
                .isEqualTo(deliveries(node, made).stream().map(Delivery::id).collect(Collectors.toList()));
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
        clock.move(Duration.ofSeconds(1));
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
        WebhookEndpoints.Wish off =
                new WebhookEndpoints.Wish(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(false));

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
