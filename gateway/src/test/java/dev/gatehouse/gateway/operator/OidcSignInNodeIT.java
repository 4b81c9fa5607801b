package dev.gatehouse.gateway.operator;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.faults.ForeignServer;
import dev.gatehouse.gateway.testing.Browser;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Person;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Signing in at an identity provider: oidc-provider, which its own authors had certified for OpenID Connect. */
final class OidcSignInNodeIT {
    private static final int PORT = ForeignServer.freePort();
    private static final String ISSUER = "http://127.0.0.1:" + PORT;
    private static final String SECRET = "the secret + of the client / 123456";
    private static final String PASSWORD = "seven brown horses drink tea";
    private static final Pattern FORM = Pattern.compile("action=\"([^\"]+)\"");

    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2()
            .withIdentityProvider(
                    new OidcSettings(URI.create(ISSUER), "gatehouse", new SecretText(SECRET), "Example login"));

    @TempDir
    static Path directory;

    private static @Nullable ForeignServer provider;
    private static Person owner;

    @BeforeAll
    static void anIdentityProvider() {
        owner = new Person(gateway.gateway().publicUrl());
        owner.post(
                        "/api/v1/session/first-owner",
                        new JsonObject()
                                .put(
                                        "token",
                                        await(gateway.gateway().inviteFirstOwner())
                                                .orElseThrow()
                                                .reveal())
                                .put("email", "dana@example.org")
                                .put("displayName", "Dana Ortiz")
                                .put("password", PASSWORD))
                .need(201);
        if (ForeignServer.missing().isEmpty()) {
            provider = ForeignServer.start(
                    PORT,
                    new JsonArray()
                            .add(new JsonObject()
                                    .put("client_id", "gatehouse")
                                    .put("client_secret", SECRET)
                                    .put(
                                            "redirect_uris",
                                            new JsonArray()
                                                    .add(gateway.gateway().publicUrl()
                                                            + "/api/v1/session/oidc/callback"))
                                    .put("grant_types", new JsonArray().add("authorization_code"))
                                    .put("response_types", new JsonArray().add("code"))
                                    .put("token_endpoint_auth_method", "client_secret_basic")),
                    directory);
        }
    }

    @BeforeEach
    void isThere() {
        assumeTrue(provider != null, ForeignServer.missing());
    }

    @AfterAll
    static void stop() {
        if (provider != null) {
            provider.close();
        }
    }

    private static Person somebody() {
        return new Person(gateway.gateway().publicUrl());
    }

    @CanIgnoreReturnValue
    private static String leave(Person person, String path) {
        return person.post(path, new JsonObject().put("back", "/console/team?page=2"))
                .need(200)
                .json()
                .getString("url");
    }

    /** Signs in and agrees in the provider's own forms; answers the path by which it leads back. */
    private static String through(Browser browser, String url, String login) {
        Browser.Page page = browser.open(url);
        for (int step = 0; step < 12; step++) {
            if (page.redirects()) {
                String next = page.next().toString();
                if (next.startsWith(gateway.gateway().publicUrl())) {
                    return next.substring(gateway.gateway().publicUrl().length());
                }
                page = browser.open(next);
                continue;
            }
            Matcher form = FORM.matcher(page.body());
            assertThat(form.find()).as(page.body()).isTrue();
            page = browser.submit(
                    page.at().resolve(form.group(1)).toString(),
                    page.body().contains("name=\"login\"")
                            ? Map.of("prompt", "login", "login", login, "password", "any")
                            : Map.of("prompt", "consent"));
        }
        throw new AssertionError("twelve pages and no way back");
    }

    @CanIgnoreReturnValue
    private static String backAt(Person person, String callback) {
        return person.get(callback).need(303).location();
    }

    @CanIgnoreReturnValue
    private static String signIn(Person person, String login) {
        return backAt(person, through(new Browser(), leave(person, "/api/v1/session/oidc"), login));
    }

    private static void invite(String email) {
        owner.post(
                        "/api/v1/operators",
                        new JsonObject()
                                .put("email", email)
                                .put("displayName", "Invited")
                                .put("role", "viewer"))
                .need(201);
    }

    @Test
    void anInvitedPersonJoinsAndIsKnownBySubjectFromThenOn() {
        invite("ivy@example.org");
        Person ivy = somebody();

        assertThat(signIn(ivy, "ivy")).isEqualTo("/console/team?page=2");

        JsonObject me = ivy.get("/api/v1/session").need(200).json();
        assertThat(me.getJsonObject("operator").getString("email")).isEqualTo("ivy@example.org");
        assertThat(me.getJsonArray("proofs")).containsExactly("oidc");
        Person again = somebody();
        signIn(again, "ivy");
        assertThat(again.get("/api/v1/session")
                        .need(200)
                        .json()
                        .getJsonObject("operator")
                        .getString("id"))
                .isEqualTo(me.getJsonObject("operator").getString("id"));
        assertThat(owner.get("/api/v1/session/options")
                        .json()
                        .getJsonObject("oidc")
                        .getString("name"))
                .isEqualTo("Example login");
    }

    @Test
    void nobodyGetsAnAccountByThatAlone() {
        Person stranger = somebody();
        assertThat(signIn(stranger, "stranger"))
                .startsWith("/console/sign-in?back=%2Fconsole")
                .endsWith("&problem=oidc-nobody");
        stranger.get("/api/v1/session").need(401);

        invite("unverified@example.org");
        assertThat(signIn(somebody(), "unverified")).endsWith("problem=oidc-email-unverified");
        // Else whoever runs the identity provider could take over any account.
        assertThat(signIn(somebody(), "dana")).endsWith("problem=oidc-not-linked");
    }

    @Test
    void anAnswerWorksOnceAndInTheBrowserThatAskedOnly() {
        invite("otto@example.org");
        Person otto = somebody();
        String callback = through(new Browser(), leave(otto, "/api/v1/session/oidc"), "otto");
        Person thief = somebody();

        assertThat(backAt(thief, callback)).isEqualTo("/console/sign-in?problem=oidc-stale");
        leave(thief, "/api/v1/session/oidc");
        assertThat(backAt(thief, callback)).isEqualTo("/console/sign-in?problem=oidc-stale");
        assertThat(backAt(otto, callback)).isEqualTo("/console/sign-in?problem=oidc-stale");

        Person again = somebody();
        String good = through(new Browser(), leave(again, "/api/v1/session/oidc"), "otto");
        assertThat(backAt(again, good + "&iss=https://other.example")).contains("problem=oidc-stale");
        leave(again, "/api/v1/session/oidc");
        String foreign = through(new Browser(), leave(again, "/api/v1/session/oidc"), "otto")
                .replaceAll("iss=[^&]+", "iss=https://other.example");
        assertThat(backAt(again, foreign)).contains("problem=oidc-failed");
        String refused = through(new Browser(), leave(again, "/api/v1/session/oidc"), "otto")
                .replaceAll("code=[^&]+", "error=access_denied");
        assertThat(backAt(again, refused)).contains("problem=oidc-refused");
        again.get("/api/v1/session").need(401);
    }

    @Test
    void whoHasNoPasswordProvesThereWhoTheyAre() {
        invite("pia@example.org");
        Person pia = somebody();
        Browser browser = new Browser();
        backAt(pia, through(browser, leave(pia, "/api/v1/session/oidc"), "pia"));
        String before = pia.cookie();
        pia.get("/api/v1/session").need(200);

        String url = leave(pia, "/api/v1/session/oidc/proof");
        assertThat(url).contains("prompt=login").contains("max_age=0").contains("code_challenge_method=S256");
        assertThat(backAt(pia, through(browser, url, "pia"))).isEqualTo("/console/team?page=2");

        assertThat(pia.cookie()).isNotEqualTo(before);
        assertThat(pia.get("/api/v1/session").need(200).json().getBoolean("proven"))
                .isTrue();
        invite("quinn@example.org");
        signIn(somebody(), "quinn");
        assertThat(backAt(pia, through(new Browser(), leave(pia, "/api/v1/session/oidc/proof"), "quinn")))
                .isEqualTo("/console/team?page=2&problem=oidc-not-you");
    }

    @Test
    void anAccountWithAPasswordIsLinkedByItsOwner() {
        Person lara = somebody();
        String token = owner.post(
                        "/api/v1/operators",
                        new JsonObject()
                                .put("email", "lara@example.org")
                                .put("displayName", "Lara")
                                .put("role", "viewer"))
                .need(201)
                .json()
                .getString("token");
        lara.post(
                        "/api/v1/session/invitation",
                        new JsonObject().put("token", token).put("password", PASSWORD))
                .need(201);

        assertThat(backAt(lara, through(new Browser(), leave(lara, "/api/v1/session/oidc/link"), "lara-at-work")))
                .isEqualTo("/console/team?page=2");

        assertThat(lara.get("/api/v1/session").json().getJsonArray("proofs")).containsExactly("password", "oidc");
        Person there = somebody();
        signIn(there, "lara-at-work");
        assertThat(there.get("/api/v1/session")
                        .need(200)
                        .json()
                        .getJsonObject("operator")
                        .getString("email"))
                .isEqualTo("lara@example.org");
        assertThat(backAt(owner, through(new Browser(), leave(owner, "/api/v1/session/oidc/link"), "lara-at-work")))
                .contains("problem=oidc-taken");
    }

    @Test
    void noAddressOutsideOfTheConsoleIsComeBackTo() {
        for (String back :
                new String[] {"https://evil.example/", "//evil.example", "/console/..%2f/\\evil", "/consoles"}) {
            somebody()
                    .post("/api/v1/session/oidc", new JsonObject().put("back", back))
                    .need(400);
        }
    }
}
