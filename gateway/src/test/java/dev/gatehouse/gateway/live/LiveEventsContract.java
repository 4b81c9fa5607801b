package dev.gatehouse.gateway.live;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Person;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a page hears while it is open, through a whole gateway. */
@Timeout(60)
abstract class LiveEventsContract {
    private static final String PASSWORD = "seven brown horses drink tea";

    abstract GatewayExtension gateway();

    private EventReader reads(Api tenants, String... permissions) {
        return EventReader.open(gateway().url(), "Authorization", "Bearer " + key(tenants, permissions));
    }

    @CanIgnoreReturnValue
    private static String key(Api tenants, String... permissions) {
        return tenants.post(
                        "/api/v1/api-keys",
                        new JsonObject().put("name", "a page").put("permissions", new JsonArray(List.of(permissions))))
                .need(201)
                .json()
                .getString("key");
    }

    private static void makesAWebhook(Api tenants) {
        tenants.post("/api/v1/webhook-endpoints", new JsonObject().put("url", "https://hooks.example.org/"))
                .need(201);
    }

    @Test
    void aChangeIsHeardWithItsIdAndNothingElse() {
        ConnectedPractice connected = gateway().aConnectedPractice();
        try (EventReader page = reads(connected.partner().api(), "connections")) {
            connected
                    .partner()
                    .api()
                    .delete("/api/v1/connections/" + connected.id())
                    .need(204);

            EventReader.Event heard = page.next();

            assertThat(heard.name()).isEqualTo("changed");
            assertThat(heard.id()).isEqualTo("1");
            assertThat(heard.data()).isEqualTo("{\"topic\":\"connections\",\"id\":\"" + connected.id() + "\"}");
        }
    }

    @Test
    void aCallThroughTheProxyIsHeardAndCanBeReadThen() {
        ConnectedPractice connected = gateway().aConnectedPractice();
        try (EventReader page = reads(connected.partner().api(), "audit")) {
            connected.read().need(200);

            page.untilTopic("calls");

            assertThat(connected.partner().api().get("/api/v1/calls").items()).hasSize(1);
        }
    }

    @Test
    void onlyTheOwnTenantIsHeardAndOnlyWhatOneMaySee() {
        Api ours = gateway().aTenant();
        Api theirs = gateway().aTenant();
        try (EventReader page = reads(ours, "webhooks")) {
            makesAWebhook(theirs);
            // audited and of our tenant, but no topic of this reader's
            key(ours, "audit");
            makesAWebhook(ours);

            List<EventReader.Event> heard = new ArrayList<>(page.untilTopic("webhooks"));
            makesAWebhook(ours);
            heard.addAll(page.untilTopic("webhooks"));

            assertThat(heard).hasSize(2);
        }
    }

    @Test
    void nobodyListensWithoutAKeyOrWithoutAnythingToHear() {
        Api tenants = gateway().aTenant();

        try (EventReader stranger = EventReader.open(gateway().url(), "Accept", "text/event-stream");
                EventReader useless = reads(tenants, "proxy:write")) {
            assertThat(stranger.status()).isEqualTo(401);
            assertThat(useless.status()).isEqualTo(403);
            assertThat(useless.problem()).contains("permission-missing");
        }
    }

    @Test
    void whoeverReadBeforeIsToldToLookAtEverything() {
        String key = key(gateway().aTenant(), "audit");

        try (EventReader page =
                EventReader.open(gateway().url(), "Authorization", "Bearer " + key, "Last-Event-ID", "7")) {
            assertThat(page.next().name()).isEqualTo("resync");
        }
    }

    @Test
    void theEleventhStreamOfAKeyIsRefused() {
        String key = key(gateway().aTenant(), "audit");
        List<EventReader> pages = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            pages.add(EventReader.open(gateway().url(), "Authorization", "Bearer " + key));
        }
        EventReader last = pages.get(10);

        assertThat(last.status()).isEqualTo(429);
        assertThat(last.problem()).contains("too-many-streams");
        pages.forEach(EventReader::close);
    }

    @Test
    void theStreamEndsWithTheKey() {
        Api tenants = gateway().aTenant();
        JsonObject made = tenants.post(
                        "/api/v1/api-keys",
                        new JsonObject().put("name", "a page").put("permissions", new JsonArray(List.of("webhooks"))))
                .need(201)
                .json();
        try (EventReader page = EventReader.open(gateway().url(), "Authorization", "Bearer " + made.getString("key"))) {
            tenants.delete("/api/v1/api-keys/" + made.getString("id")).need(204);

            assertThat(page.until(event -> event.name().equals("ended")))
                    .last()
                    .extracting(EventReader.Event::data)
                    .isEqualTo("{\"reason\":\"session-over\"}");
            assertThat(page.next()).isNull();
        }
    }

    @Test
    void theStreamEndsWithTheSessionAndDoesNotKeepItAlive() {
        Person person = owner();
        String cookie = person.cookie();
        assertThat(cookie).isNotNull();
        try (EventReader page = EventReader.open(gateway().url(), "Cookie", cookie)) {
            String seen = seenAt(person);
            gateway().clock().move(Duration.ofMinutes(5));
            EventReader.open(gateway().url(), "Cookie", cookie).close();
            person.with("Gatehouse-Unattended", "1").get("/api/v1/connections").need(200);
            assertThat(seenAt(person)).isEqualTo(seen);
            person.with("Gatehouse-Unattended", null).get("/api/v1/connections").need(200);
            assertThat(seenAt(person)).isNotEqualTo(seen);

            person.delete("/api/v1/session").need(204);

            assertThat(page.until(event -> event.name().equals("ended"))).isNotEmpty();
            assertThat(page.next()).isNull();
        }
    }

    private static String seenAt(Person person) {
        return person.with("Gatehouse-Unattended", "1").get("/api/v1/session/sessions").need(200).items().stream()
                .map(JsonObject.class::cast)
                .filter(each -> each.getBoolean("current"))
                .findFirst()
                .orElseThrow()
                .getString("seenAt");
    }

    private Person owner() {
        Optional<SecretText> invited = await(gateway().gateway().inviteFirstOwner());
        Person person = new Person(gateway().url());
        JsonObject shown = new JsonObject().put("email", "dana@example.org").put("password", PASSWORD);
        invited.ifPresent(text -> person.post(
                        "/api/v1/session/first-owner",
                        shown.copy().put("token", text.reveal()).put("displayName", "Dana Ortiz"))
                .need(201));
        if (invited.isEmpty()) {
            person.post("/api/v1/session", shown).need(200);
        }
        return person;
    }
}
