package dev.gatehouse.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.sandbox.fault.Behaviour;
import dev.gatehouse.sandbox.web.Parameters;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthorizeTest extends SandboxTest {

    @ParameterizedTest
    @CsvSource({
        "response_type, token, unsupported_response_type, ''",
        "aud, https://ehr.example.com/other, invalid_request, aud-not-exact",
        "code_challenge_method, plain, invalid_request, challenge-form",
        "code_challenge, short, invalid_request, challenge-form",
        "scope, user/Patient.rs admin, invalid_scope, ''",
        "scope, fhiruser, invalid_scope, ''",
        "scope, '', invalid_scope, ''",
        "client_secret, s, invalid_request, secret-in-front-channel",
    })
    void aMistakeIsToldByRedirect(String name, String value, String error, String violation) throws Exception {
        Map<String, String> sent = app.authorization(base);
        sent.put(name, value);

        Parameters back = App.redirected(app.authorize(base, sent));

        assertThat(back.text("error")).isEqualTo(error);
        assertThat(back.text("state")).isEqualTo(sent.get("state"));
        assertThat(back.has("code")).isFalse();
        assertThat(violations()).isEqualTo(violation.isEmpty() ? java.util.List.of() : java.util.List.of(violation));
    }

    @Test
    void aScopeInASpellingThatWasNotRegisteredIsRefusedInTheVendorsWords() throws Exception {
        Map<String, String> sent = app.authorization(base);
        sent.put("scope", "user/Patient.sr");

        assertThat(App.redirected(app.authorize(base, sent)).text("error_description"))
                .contains("does not have permissions to requested scope");
    }

    @ParameterizedTest
    @CsvSource({"client_id, nobody", "redirect_uri, http://127.0.0.1:9/callback/", "redirect_uri, https://evil.example"
    })
    void anUnknownAppOrAddressGetsAPageAndNoRedirect(String name, String value) throws Exception {
        Map<String, String> sent = app.authorization(base);
        sent.put(name, value);

        HttpResponse<Buffer> answer = app.authorize(base, sent);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.getHeader("location")).isNull();
        assertThat(answer.bodyAsString()).contains("This app cannot be connected");
    }

    @Test
    void missingStateAndMissingChallengeAreRefused() throws Exception {
        for (String name : Set.of("state", "code_challenge", "aud")) {
            Map<String, String> sent = app.authorization(base);
            sent.remove(name);

            assertThat(App.redirected(app.authorize(base, sent)).text("error")).isEqualTo("invalid_request");
        }
        assertThat(violations()).contains("missing-param");
    }

    @Test
    void aRepeatedParameterIsRefused() throws Exception {
        String url = base.authorizationEndpoint() + "?" + App.encoded(app.authorization(base)) + "&state=other";

        assertThat(App.redirected(app.get(url)).text("error")).isEqualTo("invalid_request");
        assertThat(violations()).containsExactly("duplicate-param");
    }

    @Test
    void weakAndRepeatedStatesAreNoted() throws Exception {
        Map<String, String> sent = app.authorization(base);
        assertThat(App.redirected(app.authorize(base, sent)).has("code")).isTrue();
        assertThat(violations()).isEmpty();
        Map<String, String> again = app.authorization(base);
        again.put("state", sent.get("state"));

        assertThat(App.redirected(app.authorize(base, again)).has("code")).isTrue();

        assertThat(violations()).containsExactly("state-weak");
    }

    @Test
    void aChallengeThatComesAgainIsNoted() throws Exception {
        Map<String, String> first = app.authorization(base);
        Map<String, String> second = app.authorization(base);
        second.put("code_challenge", first.get("code_challenge"));

        assertThat(app.authorize(base, first).statusCode()).isEqualTo(302);
        assertThat(app.authorize(base, second).statusCode()).isEqualTo(302);

        assertThat(violations()).containsExactly("challenge-reuse");
    }

    @Test
    void theRequestMayBePosted() throws Exception {
        HttpResponse<Buffer> answer = app.postForm(base.authorizationEndpoint(), app.authorization(base));

        assertThat(App.redirected(answer).has("code")).isTrue();
        assertThat(violations()).isEmpty();
    }

    @Test
    void theAnswerCanBeMadeWrong() throws Exception {
        Behaviour behaviour = ehr.control().behaviour();
        behaviour.wrongState(true);
        behaviour.issuerParameter(Behaviour.IssuerParameter.WRONG);
        Map<String, String> sent = app.authorization(base);

        Parameters back = App.redirected(app.authorize(base, sent));

        assertThat(back.text("state")).isNotEqualTo(sent.get("state"));
        assertThat(back.text("iss")).isNotEqualTo(base.issuer());
    }

    @Test
    void discoveryHasTheMembersOfPracticeFusionAndNoOthers() throws Exception {
        assertThat(app.get(base.url() + "/.well-known/smart-configuration")
                        .bodyAsJsonObject()
                        .fieldNames())
                .containsExactlyInAnyOrder(
                        "issuer",
                        "jwks_uri",
                        "authorization_endpoint",
                        "token_endpoint",
                        "introspection_endpoint",
                        "capabilities",
                        "grant_types_supported",
                        "code_challenge_methods_supported");
    }

    @Test
    void pagesEscapeWhatTheyShow() throws Exception {
        ehr.control().behaviour().autoApprove(false);
        Map<String, String> sent = app.authorization(base);
        sent.put("client_id", "<script>alert(1)</script>");

        HttpResponse<Buffer> page = app.authorize(base, sent);

        assertThat(page.bodyAsString()).doesNotContain("<script").contains("<html lang=\"en\">");
        assertThat(page.getHeader("content-security-policy"))
                .contains("default-src 'none'")
                .doesNotContain("unsafe");
    }
}
