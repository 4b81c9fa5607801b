package dev.gatehouse.gateway.token;

import dev.gatehouse.common.ehr.ClientAuthentication;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.registration.application.AssertionAudience;
import dev.gatehouse.registration.credential.OpenedCredential;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Adds to a form, or to its headers, what shows which client sends it (RFC 6749, section 2.3). */
final class ClientProof {
    private final ClientAssertions assertions;

    ClientProof(ClientAssertions assertions) {
        this.assertions = assertions;
    }

    /**
     * Once for each request, since assertions are used once.
     *
     * @param sent takes the secrets that go along
     */
    Future<Void> add(
            EhrProfile profile,
            TokenServer server,
            ClientCredentials given,
            Map<String, String> form,
            Map<String, String> headers,
            List<SecretText> sent) {
        ClientCredentials client = given.at(server);
        OpenedCredential.Key key = client.key();
        if (key == null) {
            authenticate(client, form, headers);
            return Future.succeededFuture();
        }
        AssertionAudience chosen = client.audience();
        AssertionAudience audience = chosen == null
                ? AssertionAudience.of(profile.facts().assertion().audience())
                : chosen;
        String to = audience.at(server.endpoint(), server.base(), server.issuer());
        return assertions
                .sign(
                        client.clientId(),
                        key,
                        server.endpoint(),
                        to,
                        profile.facts().assertion().longestLife())
                .map(assertion -> {
                    form.put("client_assertion_type", ClientAssertions.TYPE);
                    form.put("client_assertion", assertion.reveal());
                    sent.add(assertion);
                    return null;
                });
    }

    private static void authenticate(ClientCredentials client, Map<String, String> form, Map<String, String> headers) {
        SecretText secret = client.secret();
        boolean basic = client.method() == ClientAuthentication.CLIENT_SECRET_BASIC;
        if (basic && secret != null) {
            headers.put("Authorization", basic(client, secret));
        }
        if (!basic || client.quirks().contains(ClientCredentials.Quirk.CLIENT_ID_IN_BODY)) {
            form.put("client_id", client.clientId());
        }
        if (client.method() == ClientAuthentication.CLIENT_SECRET_POST && secret != null) {
            form.put("client_secret", secret.reveal());
        }
    }

    private static String basic(ClientCredentials client, SecretText secret) {
        boolean raw = client.quirks().contains(ClientCredentials.Quirk.RAW_BASIC);
        String id = raw ? client.clientId() : encoded(client.clientId());
        String pair = id + ":" + (raw ? secret.reveal() : encoded(secret.reveal()));
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /** As a form's body. */
    static Buffer encoded(Map<String, String> form) {
        return Buffer.buffer(form.entrySet().stream()
                .map(each -> each.getKey() + "=" + encoded(each.getValue()))
                .collect(Collectors.joining("&")));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
