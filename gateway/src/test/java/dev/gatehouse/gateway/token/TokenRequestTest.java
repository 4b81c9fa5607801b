package dev.gatehouse.gateway.token;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.common.ehr.ClientAuthentication;
import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.testing.ScriptedServer;
import dev.gatehouse.gateway.token.ClientCredentials.Quirk;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is sent to a token endpoint: SMART-45, 46, 48, 49, 50, 56, 80. */
class TokenRequestTest extends TokenEndpointFixture {

    @Test
    @Smart({45, 46})
    void aCodeIsExchangedByAFormWithEverythingInTheBody() {
        ehr.on("/token", 200, GOOD);

        await(endpoint.exchange(
                profile,
                TokenServer.at(URI.create(ehr.url("/token?tenant=1"))),
                BASIC,
                new SecretText("code/+=&"),
                "https://gate.example/oauth/callback/x?y=1",
                new SecretText("verifier~")));

        ScriptedServer.Received sent = ehr.received().get(0);
        assertThat(sent.method()).isEqualTo("POST");
        assertThat(sent.uri()).isEqualTo("/token?tenant=1");
        assertThat(sent.headers().get("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
        assertThat(sent.headers().get("Accept")).isEqualTo("application/json");
        assertThat(sent.form())
                .containsOnlyKeys("grant_type", "code", "redirect_uri", "code_verifier")
                .containsEntry("grant_type", "authorization_code")
                .containsEntry("code", "code/+=&")
                .containsEntry("redirect_uri", "https://gate.example/oauth/callback/x?y=1")
                .containsEntry("code_verifier", "verifier~");
    }

    @Test
    @Smart({56, 80})
    void aRefreshSendsTheTokenAndNoScopeAndAuthenticates() {
        ehr.on("/token", 200, GOOD);

        await(refresh(BASIC));

        assertThat(ehr.received().get(0).form())
                .containsOnlyKeys("grant_type", "refresh_token")
                .containsEntry("grant_type", "refresh_token")
                .containsEntry("refresh_token", REFRESH.reveal());
        assertThat(ehr.received().get(0).headers().get("Authorization")).startsWith("Basic ");
    }

    @Test
    @Smart(48)
    void basicEncodesIdAndSecretUnlessTheEhrWantsThemRaw() {
        ehr.on("/token", 200, GOOD);

        await(refresh(BASIC));
        await(refresh(new ClientCredentials(BASIC.clientId(), SECRET, BASIC.method(), Set.of(Quirk.RAW_BASIC))));
        await(refresh(new ClientCredentials("plain-1", new SecretText("plain_2"), BASIC.method())));

        assertThat(basic(0)).isEqualTo("client+1:s3cr%3At%2B%25%C3%A9+canary");
        assertThat(basic(1)).isEqualTo("client 1:" + SECRET.reveal());
        assertThat(basic(2)).isEqualTo("plain-1:plain_2");
    }

    @Test
    @Smart({49, 50})
    void neverTwoMethodsAtOnce() {
        ehr.on("/token", 200, GOOD);

        await(refresh(new ClientCredentials("id", SECRET, ClientAuthentication.CLIENT_SECRET_POST)));
        await(refresh(new ClientCredentials("id", null, ClientAuthentication.NONE)));
        await(refresh(new ClientCredentials("id", SECRET, BASIC.method(), Set.of(Quirk.CLIENT_ID_IN_BODY))));

        assertThat(ehr.received().get(0).headers().contains("Authorization")).isFalse();
        assertThat(ehr.received().get(0).form())
                .containsEntry("client_id", "id")
                .containsEntry("client_secret", SECRET.reveal());
        assertThat(ehr.received().get(1).headers().contains("Authorization")).isFalse();
        assertThat(ehr.received().get(1).form())
                .containsEntry("client_id", "id")
                .doesNotContainKey("client_secret");
        assertThat(ehr.received().get(2).form())
                .containsEntry("client_id", "id")
                .doesNotContainKey("client_secret");
    }

    @Test
    void credentialsFitTheirMethod() {
        assertThatThrownBy(() -> new ClientCredentials("id", null, ClientAuthentication.CLIENT_SECRET_BASIC))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ClientCredentials("id", SECRET, ClientAuthentication.NONE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(BASIC.toString()).doesNotContain("canary");
    }

    private String basic(int request) {
        String header = ehr.received().get(request).headers().get("Authorization");
        return new String(Base64.getDecoder().decode(header.substring("Basic ".length())), StandardCharsets.UTF_8);
    }
}
