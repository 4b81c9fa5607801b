package dev.gatehouse.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.common.testing.Guards;
import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a tenant can read of what was done. */
final class AuditTest {
    private static final String EVENTS = "/api/v1/audit-events";

    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    @CanIgnoreReturnValue
    private static JsonObject aKey(Api admin, String name, String... permissions) {
        return admin.post(
                        "/api/v1/api-keys",
                        new JsonObject().put("name", name).put("permissions", new JsonArray(List.of(permissions))))
                .need(201)
                .json();
    }

    private static List<JsonObject> items(Api.Answer answer) {
        JsonArray items = answer.need(200).items();
        return IntStream.range(0, items.size()).mapToObj(items::getJsonObject).toList();
    }

    private static List<String> actions(Api.Answer answer) {
        return items(answer).stream().map(each -> each.getString("action")).toList();
    }

    @Test
    void whatWasDoneIsListedNewestFirst() {
        Api admin = gateway.aTenant();
        String id = aKey(admin, "sync", "connections").getString("id");
        admin.delete("/api/v1/api-keys/" + id).need(204);
        admin.delete("/api/v1/api-keys/" + id).need(204);

        List<JsonObject> events = items(admin.get(EVENTS));

        assertThat(events)
                .extracting(each -> each.getString("action"))
                .containsExactly("api-key.revoked", "api-key.created");
        assertThat(events).allSatisfy(event -> {
            assertThat(event.getString("target")).isEqualTo(id);
            assertThat(event.getJsonObject("actor").getString("kind")).isEqualTo("key");
            assertThat(event.getString("address")).isEqualTo("127.0.0.1");
            assertThat(event.getString("requestId")).startsWith("req_");
            assertThat(event.getString("outcome")).isEqualTo("done");
        });
        assertThat(events.get(1).getJsonObject("details").getString("permissions"))
                .isEqualTo("connections");
    }

    @Test
    void pagesFollowOneAnother() {
        Api admin = gateway.aTenant();
        for (int i = 0; i < 5; i++) {
            aKey(admin, "key " + i, "connections");
        }

        JsonObject first = admin.get(EVENTS + "?limit=3").need(200).json();
        JsonObject rest = admin.get(EVENTS + "?limit=3&cursor=" + first.getString("nextCursor"))
                .need(200)
                .json();

        assertThat(first.getJsonArray("items")).hasSize(3);
        assertThat(rest.getJsonArray("items")).hasSize(2);
        assertThat(rest.getString("nextCursor")).isNull();
    }

    @Test
    void filtersNarrow() {
        Api admin = gateway.aTenant();
        String id = aKey(admin, "sync", "connections").getString("id");
        aKey(admin, "other", "connections");
        admin.delete("/api/v1/api-keys/" + id).need(204);

        assertThat(items(admin.get(EVENTS + "?target=" + id))).hasSize(2);
        assertThat(actions(admin.get(EVENTS + "?action=api-key.revoked"))).containsExactly("api-key.revoked");
        assertThat(actions(admin.get(EVENTS + "?action=api-key."))).hasSize(3);
        assertThat(actions(admin.get(EVENTS + "?since=2200-01-01T00:00:00Z"))).isEmpty();
        assertThat(actions(admin.get(EVENTS + "?until=2200-01-01T00:00:00Z"))).hasSize(3);
        assertThat(actions(admin.get(EVENTS + "?actor=nobody"))).isEmpty();
        for (String bad : List.of("since=yesterday", "format=xml", "limit=0", "cursor=zzz", "cursor=MXxhYmM")) {
            assertThat(admin.get(EVENTS + "?" + bad).need(400).code()).as(bad).isEqualTo("input-invalid");
        }
    }

    @Guards("TEN-1")
    @Test
    void anotherTenantsEventsAreNotThere() {
        Api mine = gateway.aTenant();
        String id = aKey(mine, "mine", "connections").getString("id");
        Api theirs = gateway.aTenant();
        Api auditor = theirs.withKey(aKey(theirs, "auditor", "audit").getString("key"));

        assertThat(auditor.get(EVENTS).need(200).body()).doesNotContain(id);
        assertThat(auditor.get(EVENTS + "?target=" + id).items()).isEmpty();
        assertThat(auditor.get(EVENTS + "?format=ndjson").need(200).body()).doesNotContain(id);
        assertThat(auditor.get(EVENTS + "?format=fhir").need(200).body()).doesNotContain(id);
    }

    @Test
    void aLongExportIsWholeAndEndsWithItself() {
        Api admin = gateway.aTenant();
        int keys = 0;
        for (; keys < 12; keys++) {
            aKey(admin, "key " + keys, "connections");
        }

        List<JsonObject> lines = admin.get(EVENTS + "?format=ndjson")
                .need(200)
                .body()
                .lines()
                .map(JsonObject::new)
                .toList();

        assertThat(lines).hasSize(keys + 1);
        assertThat(lines).isSortedAccordingTo((one, other) -> one.getLong("seq").compareTo(other.getLong("seq")));
        assertThat(lines.get(keys).getString("action")).isEqualTo("audit.exported");
        assertThat(lines.get(keys).getJsonObject("details").getString("form")).isEqualTo("ndjson");
        assertThat(actions(admin.get(EVENTS + "?action=audit."))).containsExactly("audit.exported");
    }

    @Test
    void anExportInFhirIsAnAuditEventALine() {
        Api admin = gateway.aTenant();
        String id = aKey(admin, "sync", "connections").getString("id");

        List<JsonObject> lines = admin.get(EVENTS + "?format=fhir&action=api-key.created")
                .need(200)
                .body()
                .lines()
                .map(JsonObject::new)
                .toList();

        assertThat(lines).singleElement().satisfies(event -> {
            assertThat(event.getString("resourceType")).isEqualTo("AuditEvent");
            assertThat(event.getString("action")).isEqualTo("C");
            assertThat(event.getString("outcome")).isEqualTo("0");
            assertThat(event.getJsonObject("type").getString("code")).isEqualTo("110100");
            assertThat(event.getJsonArray("agent").getJsonObject(0).getBoolean("requestor"))
                    .isTrue();
            assertThat(event.getJsonObject("source").getJsonObject("observer").isEmpty())
                    .isFalse();
            assertThat(event.getJsonArray("entity")
                            .getJsonObject(0)
                            .getJsonObject("what")
                            .getJsonObject("identifier")
                            .getString("value"))
                    .isEqualTo(id);
        });
    }

    @Guards("AUD-4")
    @Test
    void whoTriesASecretActWithoutPermissionIsWrittenDownOnce() {
        Api admin = gateway.aTenant();
        JsonObject key = aKey(admin, "curious", "connect");
        Api curious = admin.withKey(key.getString("key"));
        for (int i = 0; i < 3; i++) {
            assertThat(curious.get("/api/v1/api-keys").need(403).code()).isEqualTo("permission-missing");
        }
        assertThat(curious.get("/api/v1/connections").need(403).code()).isEqualTo("permission-missing");

        List<JsonObject> refused = items(admin.get(EVENTS + "?actor=" + key.getString("id")));

        assertThat(refused).singleElement().satisfies(event -> {
            assertThat(event.getString("action")).isEqualTo("permission.refused");
            assertThat(event.getString("target")).isEqualTo("keys");
            assertThat(event.getString("outcome")).isEqualTo("refused");
            assertThat(event.getJsonObject("details").getString("path")).isEqualTo("/api/v1/api-keys");
        });
    }

    @Test
    @Smart(105)
    void theWholeWayOfAConnectionIsThereAndNoSecretOfIt() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        Api api = connected.partner().api();
        String connection = "/api/v1/connections/" + connected.id();
        api.post(connection + "/refresh", new JsonObject()).need(200);
        JsonObject context = api.get(connection).need(200).json().getJsonObject("launchContext");
        api.delete(connection).need(204);

        assertThat(actions(api.get(EVENTS + "?target=" + connected.id())))
                .containsExactly("connection.ended", "connection.refresh-asked", "connection.made");
        assertThat(actions(api.get(EVENTS))).contains("connect-session.created");
        String all = api.get(EVENTS + "?format=ndjson").need(200).body();
        assertThat(all)
                .doesNotContain(connected.partner().client().secret())
                .doesNotContain("_token")
                .doesNotContain("Bearer");
        if (context.containsKey("patient")) {
            assertThat(all).doesNotContain(context.getString("patient"));
        }
    }
}
