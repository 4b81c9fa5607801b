package dev.gatehouse.gateway.operator;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import dev.gatehouse.common.testing.Guards;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Person;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.InvalidKeyException;
import java.time.Duration;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.binary.Base32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** People: the first owner, signing in and out, invitations, roles, the second factor. */
final class SignInTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2().withMovableClock();

    private static final String PASSWORD = "seven brown horses drink tea";
    private static final String OWNER = "dana@example.org";

    private static int people;

    private static Person somebody() {
        return new Person(gateway.gateway().publicUrl());
    }

    @BeforeAll
    static void theFirstOwner() {
        assertThat(somebody().get("/api/v1/session/options").need(200).json().getBoolean("firstOwnerAwaited"))
                .isTrue();
        SecretText text = await(gateway.gateway().inviteFirstOwner()).orElseThrow();
        JsonObject wish = new JsonObject()
                .put("token", text.reveal())
                .put("email", OWNER)
                .put("displayName", "Dana Ortiz")
                .put("password", PASSWORD);
        somebody()
                .post("/api/v1/session/first-owner", wish.copy().put("token", "x".repeat(43)))
                .need(400);
        somebody()
                .post("/api/v1/session/first-owner", wish.copy().put("password", "short"))
                .need(400);
        somebody().post("/api/v1/session/first-owner", wish).need(201);

        assertThat(somebody()
                        .post("/api/v1/session/first-owner", wish)
                        .need(400)
                        .code())
                .isEqualTo("one-time-link-over");
        assertThat(await(gateway.gateway().inviteFirstOwner())).isEmpty();
    }

    private static JsonObject shown(String email, String password) {
        return new JsonObject().put("email", email).put("password", password);
    }

    private static Person signedIn(String email) {
        Person person = somebody();
        person.post("/api/v1/session", shown(email, PASSWORD)).need(200);
        return person;
    }

    private static Person owner() {
        return signedIn(OWNER);
    }

    private static JsonObject wish(String role) {
        people++;
        return new JsonObject()
                .put("email", "person" + people + "@example.org")
                .put("displayName", "Person " + people)
                .put("role", role);
    }

    /** Has accepted an invitation. */
    private static Person joined(String role) {
        JsonObject invited =
                owner().post("/api/v1/operators", wish(role)).need(201).json();
        Person person = somebody();
        person.post(
                        "/api/v1/session/invitation",
                        new JsonObject()
                                .put("token", invited.getString("token"))
                                .put("password", PASSWORD))
                .need(201);
        return person;
    }

    private static String idOf(Person person) {
        return person.get("/api/v1/session")
                .need(200)
                .json()
                .getJsonObject("operator")
                .getString("id");
    }

    @Guards("PPL-3")
    @Test
    void aSessionOpensTheApiAndEndsWithSigningOut() {
        Person person = owner();
        JsonObject me = person.get("/api/v1/session").need(200).json();
        assertThat(me.getJsonObject("operator").getString("everywhere")).isEqualTo("owner");
        person.get("/api/v1/connections").need(200);
        person.post("/api/v1/tenants", new JsonObject().put("id", "made-by-dana"))
                .need(201);
        person.with("Gatehouse-Tenant", "made-by-dana")
                .get("/api/v1/connections")
                .need(200);
        person.with("Gatehouse-Tenant", "no-such-tenant")
                .get("/api/v1/connections")
                .need(404);
        person.with("Gatehouse-Tenant", null);
        String cookie = person.cookie();

        person.delete("/api/v1/session").need(204);

        assertThat(cookie).isNotNull();
        Person thief = somebody().with("Cookie", cookie);
        assertThat(thief.get("/api/v1/connections").need(401).code()).isEqualTo("session-over");
    }

    @Test
    void whatASessionDoesIsInTheAuditUnderThePersonsName() {
        Person person = owner();
        person.post(
                        "/api/v1/api-keys",
                        new JsonObject().put("name", "of Dana").put("permissions", new JsonArray().add("audit")))
                .need(201);

        String audit = gateway.platform()
                .get("/api/v1/audit-events?action=api-key.created")
                .need(200)
                .body();

        assertThat(audit).contains(idOf(person));
        assertThat(gateway.platform().get("/api/v1/audit-events").body())
                .contains("operator.signed-in")
                .doesNotContain(PASSWORD);
    }

    @Guards("PPL-2")
    @Test
    void wrongPasswordUnknownNameAndLockedAccountLookTheSame() {
        Person locked = joined("viewer");
        String id = idOf(locked);
        String email =
                locked.get("/api/v1/session").json().getJsonObject("operator").getString("email");
        owner().send("PATCH", "/api/v1/operators/" + id, new JsonObject().put("locked", true))
                .need(200);

        Api.Answer wrong = somebody()
                .post("/api/v1/session", shown(email, "something else entirely"))
                .need(401);
        Api.Answer nobody = somebody()
                .post("/api/v1/session", shown("nobody@example.org", PASSWORD))
                .need(401);
        Api.Answer shut =
                somebody().post("/api/v1/session", shown(email, PASSWORD)).need(401);

        assertThat(wrong.code())
                .isEqualTo("sign-in-failed")
                .isEqualTo(nobody.code())
                .isEqualTo(shut.code());
        assertThat(wrong.json().getString("detail"))
                .isEqualTo(nobody.json().getString("detail"))
                .isEqualTo(shut.json().getString("detail"));
        locked.get("/api/v1/connections").need(401);
    }

    @Guards("PPL-2")
    @Test
    void manyWrongTriesWaitAndTheRightOneWorksAfterwards() {
        Person person = joined("viewer");
        String email =
                person.get("/api/v1/session").json().getJsonObject("operator").getString("email");
        for (int i = 0; i < 5; i++) {
            somebody()
                    .post("/api/v1/session", shown(email, "wrong password number " + i))
                    .need(401);
        }

        assertThat(somebody()
                        .post("/api/v1/session", shown(email, PASSWORD))
                        .need(429)
                        .code())
                .isEqualTo("sign-in-throttled");
        gateway.clock().move(Duration.ofSeconds(2));
        somebody().post("/api/v1/session", shown(email, PASSWORD)).need(200);
    }

    @Guards("PPL-2")
    @Test
    void tryingANameThatNobodyHasIsThrottledAlike() {
        for (int i = 0; i < 5; i++) {
            somebody()
                    .post("/api/v1/session", shown("ghost@example.org", PASSWORD))
                    .need(401);
        }

        assertThat(somebody()
                        .post("/api/v1/session", shown("ghost@example.org", PASSWORD))
                        .need(429)
                        .code())
                .isEqualTo("sign-in-throttled");
    }

    @Guards("PPL-3")
    @Test
    void aSessionThatNobodyUsesEndsAndNoneOutlivesTheDay() {
        Person idle = owner();
        Person busy = owner();
        gateway.clock().move(Duration.ofMinutes(10));
        busy.get("/api/v1/session").need(200);
        gateway.clock().move(Duration.ofMinutes(10));

        idle.get("/api/v1/session").need(401);
        for (int i = 0; i < 70; i++) {
            busy.get("/api/v1/session").need(200);
            gateway.clock().move(Duration.ofMinutes(10));
        }
        busy.get("/api/v1/session").need(401);
    }

    @Guards("PPL-4")
    @Test
    void aForeignPageChangesNothing() {
        Person person = owner();
        JsonObject tenant = new JsonObject().put("id", "foreign-" + people);

        assertThat(person.with("Origin", "https://evil.example")
                        .post("/api/v1/tenants", tenant)
                        .need(403)
                        .code())
                .isEqualTo("foreign-page");
        person.with("Origin", null);
        person.with("Sec-Fetch-Site", "cross-site")
                .post("/api/v1/tenants", tenant)
                .need(403);
        person.with("Sec-Fetch-Site", "same-site")
                .post("/api/v1/tenants", tenant)
                .need(403);
        person.with("Sec-Fetch-Site", null);
        person.with("Content-Type", "text/plain")
                .post("/api/v1/tenants", tenant)
                .need(403);
        person.with("Content-Type", null);
        assertThat(person.withToken(null)
                        .post("/api/v1/tenants", tenant)
                        .need(403)
                        .code())
                .isEqualTo("csrf-token-wrong");
        assertThat(person.withToken("guessed")
                        .post("/api/v1/tenants", tenant)
                        .need(403)
                        .code())
                .isEqualTo("csrf-token-wrong");
        assertThat(somebody()
                        .with("Origin", "https://evil.example")
                        .post("/api/v1/session", shown(OWNER, PASSWORD))
                        .need(403)
                        .code())
                .isEqualTo("foreign-page");
    }

    @ParameterizedTest
    @CsvSource({
        "admin,    GET,  /api/v1/audit-events, 200",
        "admin,    POST, /api/v1/tenants,      403",
        "operator, GET,  /api/v1/applications, 200",
        "operator, POST, /api/v1/applications, 403",
        "operator, POST, /api/v1/practices,    400",
        "operator, GET,  /api/v1/api-keys,     403",
        "auditor,  GET,  /api/v1/audit-events, 200",
        "auditor,  POST, /api/v1/practices,    403",
        "auditor,  GET,  /api/v1/operators,    200",
        "viewer,   GET,  /api/v1/connections,  200",
        "viewer,   GET,  /api/v1/audit-events, 403",
        "viewer,   POST, /api/v1/practices,    403",
    })
    @Guards("PPL-5")
    void aRoleOpensWhatItIsFor(String role, String method, String path, int status) {
        joined(role)
                .send(method, path, method.equals("POST") ? new JsonObject() : null)
                .need(status);
    }

    @Guards("PPL-5")
    @Test
    void rolesAreGivenDownwardsOnly() {
        Person admin = joined("admin");
        Person other = joined("admin");

        assertThat(admin.post("/api/v1/operators", wish("owner")).need(403).code())
                .isEqualTo("role-not-yours-to-give");
        admin.post("/api/v1/operators", wish("viewer").put("everywhere", true)).need(403);
        admin.send("PATCH", "/api/v1/operators/" + idOf(owner()), new JsonObject().put("locked", true))
                .need(403);
        admin.send("PATCH", "/api/v1/operators/" + idOf(admin), new JsonObject().put("role", "owner"))
                .need(403);
        admin.send("PATCH", "/api/v1/operators/" + idOf(other), new JsonObject().put("role", "viewer"))
                .need(200);
        other.get("/api/v1/audit-events").need(403);
    }

    @Guards("PPL-5")
    @Test
    void theLastOwnerStays() {
        String owner = idOf(owner());
        Api platform = gateway.platform();

        assertThat(platform.call("PATCH", "/api/v1/operators/" + owner, new JsonObject().put("locked", true))
                        .need(409)
                        .code())
                .isEqualTo("last-owner");
        platform.call("PATCH", "/api/v1/operators/" + owner, new JsonObject().put("role", "viewer"))
                .need(409);
    }

    @Guards("PPL-8")
    @Test
    void anInvitationWorksOnceAndOnlyForAWeek() {
        JsonObject invited =
                owner().post("/api/v1/operators", wish("viewer")).need(201).json();
        JsonObject accepted =
                new JsonObject().put("token", invited.getString("token")).put("password", PASSWORD);
        somebody().post("/api/v1/session/invitation", accepted).need(201);
        assertThat(somebody()
                        .post("/api/v1/session/invitation", accepted)
                        .need(400)
                        .code())
                .isEqualTo("one-time-link-over");
        assertThat(owner().post("/api/v1/operators", wish("viewer").put("email", invited.getString("email")))
                        .need(409)
                        .code())
                .isEqualTo("operator-exists");

        JsonObject late =
                owner().post("/api/v1/operators", wish("viewer")).need(201).json();
        gateway.clock().move(Duration.ofDays(8));
        somebody()
                .post(
                        "/api/v1/session/invitation",
                        new JsonObject().put("token", late.getString("token")).put("password", PASSWORD))
                .need(400);
    }

    @Guards("PPL-1")
    @ParameterizedTest
    @ValueSource(strings = {"", "short", "aaaaaaaaaaaaaaaaaaaaaaaa", "gatehousepassword", "passwordpassword123456"})
    void aPasswordThatIsEasilyGuessedIsNotTaken(String password) {
        JsonObject invited =
                owner().post("/api/v1/operators", wish("viewer")).need(201).json();
        JsonObject accepted =
                new JsonObject().put("token", invited.getString("token")).put("password", password);

        Api.Answer answer =
                somebody().post("/api/v1/session/invitation", accepted).need(400);

        assertThat(answer.json().getJsonArray("errors").encode()).contains("password");
        somebody()
                .post("/api/v1/session/invitation", accepted.put("password", PASSWORD))
                .need(201);
    }

    @Guards("PPL-6")
    @Test
    void whatIsDangerousNeedsThePasswordAgain() {
        Person person = owner();
        JsonObject key = new JsonObject().put("name", "late").put("permissions", new JsonArray().add("audit"));
        gateway.clock().move(Duration.ofMinutes(6));
        person.get("/api/v1/api-keys").need(200);

        assertThat(person.post("/api/v1/api-keys", key).need(403).code()).isEqualTo("proof-needed");
        assertThat(person.post("/api/v1/%61pi-keys", key).need(403).code()).isEqualTo("proof-needed");
        person.post("/api/v1/session/proof", new JsonObject().put("password", "not the right one"))
                .need(401);
        person.post("/api/v1/api-keys", key).need(403);
        String before = person.cookie();
        person.post("/api/v1/session/proof", new JsonObject().put("password", PASSWORD))
                .need(200);
        assertThat(person.cookie()).isNotEqualTo(before);
        somebody().with("Cookie", before).get("/api/v1/session").need(401);
        person.post("/api/v1/api-keys", key).need(201);
    }

    private static String code(String secret) throws InvalidKeyException {
        return new TimeBasedOneTimePasswordGenerator()
                .generateOneTimePasswordString(
                        new SecretKeySpec(new Base32().decode(secret), "HmacSHA1"),
                        gateway.clock().instant());
    }

    private static Api.Answer shows(String email, @Nullable String code) {
        return somebody().post("/api/v1/session", shown(email, PASSWORD).put("totp", code));
    }

    @Guards("PPL-7")
    @Test
    void aSecondFactorIsAskedForOnceItWasProven() throws InvalidKeyException {
        Person person = joined("viewer");
        String email =
                person.get("/api/v1/session").json().getJsonObject("operator").getString("email");
        String secret = person.post("/api/v1/session/totp", new JsonObject())
                .need(201)
                .json()
                .getString("secret");
        shows(email, null).need(200);
        person.post("/api/v1/session/totp/confirm", new JsonObject().put("code", "000000"))
                .need(400);
        person.post("/api/v1/session/totp/confirm", new JsonObject().put("code", code(secret)))
                .need(204);

        assertThat(shows(email, null).need(401).code()).isEqualTo("second-factor-needed");
        // The code that confirmed it was used.
        assertThat(shows(email, code(secret)).need(401).code()).isEqualTo("sign-in-failed");
        gateway.clock().move(Duration.ofSeconds(31));
        shows(email, code(secret)).need(200);
        assertThat(shows(email, code(secret)).need(401).code()).isEqualTo("sign-in-failed");
        person.post("/api/v1/session/totp", new JsonObject()).need(409);
        person.delete("/api/v1/session/totp").need(204);
        shows(email, null).need(200);
    }

    @Guards("PPL-3")
    @Test
    void aNewPasswordEndsEverySession() {
        Person person = joined("viewer");
        String email =
                person.get("/api/v1/session").json().getJsonObject("operator").getString("email");
        Person elsewhere = signedIn(email);
        assertThat(person.get("/api/v1/session/sessions").json().getJsonArray("items"))
                .hasSize(2);

        person.send("PUT", "/api/v1/session/password", new JsonObject().put("password", "another very long sentence"))
                .need(204);

        elsewhere.get("/api/v1/session").need(401);
        somebody().post("/api/v1/session", shown(email, PASSWORD)).need(401);
        somebody()
                .post("/api/v1/session", shown(email, "another very long sentence"))
                .need(200);
    }

    @Guards("PPL-3")
    @Test
    void oneSessionOfOnesOwnCanBeEndedAndNoneOfOthers() {
        Person here = joined("viewer");
        String email =
                here.get("/api/v1/session").json().getJsonObject("operator").getString("email");
        Person there = signedIn(email);
        String session =
                there.get("/api/v1/session").json().getJsonObject("session").getString("id");

        owner().delete("/api/v1/session/sessions/" + session).need(404);
        there.get("/api/v1/session").need(200);
        here.delete("/api/v1/session/sessions/" + session).need(204);
        there.get("/api/v1/session").need(401);
        here.get("/api/v1/session").need(200);
    }

    private static List<String> permissions(JsonObject me, String which) {
        return me.getJsonObject("permissions").getJsonArray(which).stream()
                .map(String.class::cast)
                .toList();
    }

    @Test
    void theSessionTellsWhatThePersonMayDoInTheNamedTenant() {
        JsonObject viewer = joined("viewer").get("/api/v1/session").need(200).json();
        assertThat(viewer.getJsonObject("tenant").getString("role")).isEqualTo("viewer");
        assertThat(permissions(viewer, "see")).contains("connections").doesNotContain("keys");
        assertThat(permissions(viewer, "change")).isEmpty();
        assertThat(viewer.getJsonArray("tenants")).hasSize(1);
        assertThat(viewer.getJsonArray("owners")).containsExactly("Dana Ortiz");
        assertThat(viewer.getJsonArray("proofs")).containsExactly("password");

        Person owner = owner();
        JsonObject here = owner.get("/api/v1/session").need(200).json();
        assertThat(permissions(here, "change")).contains("tenants", "token:export");
        JsonObject nowhere = owner.with("Gatehouse-Tenant", "no-such-tenant")
                .get("/api/v1/session")
                .need(200)
                .json();
        assertThat(nowhere.getJsonObject("tenant")).isNull();
        assertThat(permissions(nowhere, "see")).isEmpty();
    }

    @Test
    void manyTenantsAreToldInPartAndTheRestIsSearched() {
        Person owner = owner();
        for (int i = 10; i < 65; i++) {
            owner.post(
                            "/api/v1/tenants",
                            new JsonObject().put("id", "many-" + i).put("name", "Clinic_" + i))
                    .need(201);
        }

        JsonObject me = owner.get("/api/v1/session").need(200).json();

        assertThat(me.getJsonArray("tenants")).hasSize(50);
        assertThat(me.getBoolean("moreTenants")).isTrue();
        assertThat(owner.get("/api/v1/session/tenants?q=clinic_64")
                        .need(200)
                        .json()
                        .getJsonArray("items"))
                .containsExactly(new JsonObject()
                        .put("id", "many-64")
                        .put("name", "Clinic_64")
                        .put("role", "owner"));
        assertThat(owner.get("/api/v1/session/tenants?q=clinic%2564").json().getJsonArray("items"))
                .isEmpty();
        assertThat(joined("viewer")
                        .get("/api/v1/session/tenants?q=clinic")
                        .need(200)
                        .json()
                        .getJsonArray("items"))
                .isEmpty();
    }

    @Test
    void rolesAreToldFromTheStrongestToTheWeakest() {
        JsonArray roles =
                joined("viewer").get("/api/v1/session/roles").need(200).json().getJsonArray("items");

        assertThat(roles.stream().map(each -> ((JsonObject) each).getString("role")))
                .containsExactly("owner", "admin", "operator", "auditor", "viewer");
    }

    @Test
    void onesOwnNameCanBeChanged() {
        Person person = joined("viewer");

        person.send("PATCH", "/api/v1/session", new JsonObject().put("displayName", "Another Name"))
                .need(200);

        assertThat(person.get("/api/v1/session")
                        .json()
                        .getJsonObject("operator")
                        .getString("displayName"))
                .isEqualTo("Another Name");
    }

    @Test
    void theSignInPageLearnsWhetherAnybodyIsAwaited() {
        JsonObject options = somebody().get("/api/v1/session/options").need(200).json();

        assertThat(options.getBoolean("firstOwnerAwaited")).isFalse();
        assertThat(options.getValue("oidc")).isNull();
    }
}
