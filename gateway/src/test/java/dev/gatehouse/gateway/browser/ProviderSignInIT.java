package dev.gatehouse.gateway.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.gatehouse.common.testing.Answers.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.faults.ForeignServer;
import dev.gatehouse.gateway.operator.OidcSettings;
import dev.gatehouse.gateway.testing.GatewayExtension;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Signing in to the console at an identity provider, in a browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ProviderSignInIT {
    @RegisterExtension
    static final Visitors visitors = new Visitors();

    private static final int PORT = ForeignServer.freePort();
    private static final String SECRET = "the-secret-of-the-client-0123456789";

    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2()
            .withIdentityProvider(new OidcSettings(
                    URI.create("http://127.0.0.1:" + PORT), "gatehouse", new SecretText(SECRET), "Example login"));

    private @Nullable ForeignServer provider;
    private dev.gatehouse.gateway.testing.Person owner;

    private static String url() {
        return gateway.gateway().publicUrl();
    }

    @BeforeAll
    void start(@TempDir Path folder) {
        owner = new dev.gatehouse.gateway.testing.Person(url());
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
                                .put("password", "seven brown horses drink tea"))
                .need(201);
        if (ForeignServer.missing().isEmpty()) {
            provider = ForeignServer.start(
                    PORT,
                    new JsonArray()
                            .add(new JsonObject()
                                    .put("client_id", "gatehouse")
                                    .put("client_secret", SECRET)
                                    .put("redirect_uris", new JsonArray().add(url() + "/api/v1/session/oidc/callback"))
                                    .put("grant_types", new JsonArray().add("authorization_code"))
                                    .put("response_types", new JsonArray().add("code"))
                                    .put("token_endpoint_auth_method", "client_secret_basic")),
                    folder);
        }
    }

    @BeforeEach
    void needBoth() {
        assumeTrue(provider != null, ForeignServer.missing());
    }

    @AfterAll
    void stop() {
        if (provider != null) {
            provider.close();
        }
    }

    private Person somebody() {
        Person person = visitors.somebody(Look.DESK);
        return person.expecting(401).expecting(403).hearingOnly(url());
    }

    private void invite(String email) {
        owner.post(
                        "/api/v1/operators",
                        new JsonObject()
                                .put("email", email)
                                .put("displayName", "Ivy Park")
                                .put("role", "admin"))
                .need(201);
    }

    /** In the provider's own forms. */
    private static void signsInThere(Page page, String login) {
        page.waitForURL(Pattern.compile(".*/interaction/.*"));
        page.locator("input[name=login]").fill(login);
        page.locator("input[name=password]").fill("any");
        page.locator("button[type=submit]").click();
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Continue"))
                .click();
    }

    @Test
    void anInvitedPersonComesByTheProviderAndLandsWhereTheyWantedToGo() {
        invite("ivy@example.org");
        Person ivy = somebody().opens(url() + "/console/settings").sees("Sign in to Gatehouse");

        ivy.presses("Continue with Example login");
        signsInThere(ivy.page, "ivy");

        ivy.sees("Settings");
        assertThat(ivy.page).hasURL(Pattern.compile(".*/console/settings.*"));
        ivy.opens(url() + "/console/account").sees("Your account").reads("Linked. You can sign in there too.");
    }

    @Test
    void whomNobodyInvitedIsToldWhatToDo() {
        Person stranger = somebody().opens(url() + "/console/sign-in").sees("Sign in to Gatehouse");

        stranger.presses("Continue with Example login");
        signsInThere(stranger.page, "stranger");

        stranger.sees("Sign in to Gatehouse")
                .reads("There is no account for you yet. Ask an owner to invite your e-mail address.");
    }
}
