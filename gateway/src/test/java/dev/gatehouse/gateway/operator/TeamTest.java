package dev.gatehouse.gateway.operator;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Person;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** People of several tenants: who may give them what, and who learns what about them. */
final class TeamTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    private static final String PASSWORD = "seven brown horses drink tea";

    private static Person owner;
    private static int people;

    private static Person somebody() {
        return new Person(gateway.gateway().publicUrl());
    }

    @BeforeAll
    static void twoTenants() {
        SecretText text = await(gateway.gateway().inviteFirstOwner()).orElseThrow();
        owner = somebody();
        owner.post(
                        "/api/v1/session/first-owner",
                        new JsonObject()
                                .put("token", text.reveal())
                                .put("email", "dana@example.org")
                                .put("displayName", "Dana Ortiz")
                                .put("password", PASSWORD))
                .need(201);
        owner.post("/api/v1/tenants", new JsonObject().put("id", "north")).need(201);
        owner.post("/api/v1/tenants", new JsonObject().put("id", "south")).need(201);
    }

    private static String email() {
        people++;
        return "team" + people + "@example.org";
    }

    private static JsonObject wish(String email, String role) {
        return new JsonObject()
                .put("email", email)
                .put("displayName", "Somebody")
                .put("role", role);
    }

    @CanIgnoreReturnValue
    private static JsonObject invited(Person by, String tenant, String email, String role) {
        JsonObject answer = by.with("Gatehouse-Tenant", tenant)
                .post("/api/v1/operators", wish(email, role))
                .need(201)
                .json();
        by.with("Gatehouse-Tenant", null);
        return answer;
    }

    @CanIgnoreReturnValue
    private static Person accepts(JsonObject invited) {
        Person person = somebody();
        person.post(
                        "/api/v1/session/invitation",
                        new JsonObject()
                                .put("token", invited.getString("token"))
                                .put("password", PASSWORD))
                .need(201);
        return person;
    }

    private static Person joined(String tenant, String role) {
        return accepts(invited(owner, tenant, email(), role));
    }

    private static JsonObject account(Person person) {
        return person.get("/api/v1/session").need(200).json().getJsonObject("operator");
    }

    @Test
    void somebodyWithAnAccountGetsTheRoleOfASecondTenantAtOnce() {
        Person person = joined("north", "viewer");
        Person south = joined("south", "admin");
        JsonObject account = account(person);

        JsonObject added = invited(south, "south", account.getString("email"), "operator");

        assertThat(added.getString("token")).isNull();
        assertThat(added.getString("role")).isEqualTo("operator");
        assertThat(added.getJsonObject("roles").fieldNames()).containsExactly("south");
        assertThat(person.get("/api/v1/session").json().getJsonArray("tenants")).hasSize(2);
        person.with("Gatehouse-Tenant", "south")
                .get("/api/v1/webhook-endpoints")
                .need(200);
        person.with("Gatehouse-Tenant", "north")
                .get("/api/v1/webhook-endpoints")
                .need(403);
        assertThat(south.get("/api/v1/operators").need(200).body())
                .contains(account.getString("id"))
                .doesNotContain("north");
        assertThat(owner.with("Gatehouse-Tenant", "south")
                        .get("/api/v1/operators/" + account.getString("id"))
                        .json()
                        .getJsonObject("roles")
                        .fieldNames())
                .containsExactlyInAnyOrder("north", "south");
        owner.with("Gatehouse-Tenant", null);
    }

    @Test
    void aLinkToAnAccountNeverOpensATenantThatItWasNotMadeFor() {
        String email = email();
        JsonObject north = invited(joined("north", "admin"), "north", email, "viewer");
        Person south = joined("south", "admin");

        assertThat(south.post("/api/v1/operators", wish(email, "admin"))
                        .need(409)
                        .code())
                .isEqualTo("operator-exists");

        Person person = accepts(north);
        person.with("Gatehouse-Tenant", "south").get("/api/v1/connections").need(404);
        invited(south, "south", email, "admin");
        person.with("Gatehouse-Tenant", "south").get("/api/v1/connections").need(200);
    }

    @Test
    void lockingInOneTenantLeavesTheOtherOpen() {
        Person person = joined("north", "viewer");
        Person south = joined("south", "admin");
        JsonObject account = account(person);
        String path = "/api/v1/operators/" + account.getString("id");
        invited(south, "south", account.getString("email"), "viewer");

        assertThat(south.send("PATCH", path, new JsonObject().put("locked", true))
                        .need(200)
                        .json()
                        .getString("state"))
                .isEqualTo("locked");

        person.with("Gatehouse-Tenant", "south").get("/api/v1/connections").need(404);
        person.with("Gatehouse-Tenant", "north").get("/api/v1/connections").need(200);
        south.send("PATCH", path, new JsonObject().put("locked", false)).need(200);
        person.with("Gatehouse-Tenant", "south").get("/api/v1/connections").need(200);
        south.send("PATCH", path, new JsonObject().put("displayName", "Somebody else"))
                .need(403);
    }

    @Test
    void aRoleThatIsTakenAwayEndsAtOnceAndInThatTenantOnly() {
        Person person = joined("north", "viewer");
        JsonObject account = account(person);
        Person south = joined("south", "admin");
        String path = "/api/v1/operators/" + account.getString("id");
        invited(south, "south", account.getString("email"), "viewer");

        south.delete(path).need(204);

        person.with("Gatehouse-Tenant", "south").get("/api/v1/connections").need(404);
        person.with("Gatehouse-Tenant", "north").get("/api/v1/connections").need(200);
        south.get(path).need(404);
        south.delete(path).need(404);
        assertThat(owner.delete("/api/v1/operators/" + account(owner).getString("id"))
                        .need(403)
                        .code())
                .isEqualTo("role-not-yours-to-give");
    }

    @Test
    void anotherLinkReplacesTheOneBefore() {
        JsonObject invited = invited(owner, "north", email(), "viewer");
        JsonObject before = new JsonObject().put("token", invited.getString("token"));
        assertThat(somebody()
                        .post("/api/v1/session/invitation/look", before)
                        .need(200)
                        .json()
                        .getString("email"))
                .isEqualTo(invited.getString("email"));
        owner.with("Gatehouse-Tenant", "north");

        JsonObject again = owner.post("/api/v1/operators/" + invited.getString("id") + "/invitation", new JsonObject())
                .need(201)
                .json();

        somebody().post("/api/v1/session/invitation/look", before).need(400);
        accepts(again);
        assertThat(owner.post("/api/v1/operators/" + invited.getString("id") + "/invitation", new JsonObject())
                        .need(409)
                        .code())
                .isEqualTo("operator-joined");
        owner.with("Gatehouse-Tenant", null);
    }

    @Test
    void howTheInstallationIsSetIsToldToPlatformOwnersOnly() {
        JsonObject all = owner.get("/api/v1/system").need(200).json();
        JsonObject some =
                joined("north", "owner").get("/api/v1/system").need(200).json();

        assertThat(all.getString("database")).isEqualTo("h2");
        assertThat(Integer.parseInt(all.getString("schemaVersion"))).isGreaterThanOrEqualTo(29);
        assertThat(all.getJsonArray("keysets")).isNotEmpty();
        assertThat(all.getJsonArray("directories").encode()).contains("sandbox");
        assertThat(all.encode()).doesNotContain(GatewayExtension.BOOTSTRAP_KEY);
        assertThat(some.fieldNames()).containsExactlyInAnyOrder("version", "publicUrl");
    }
}
