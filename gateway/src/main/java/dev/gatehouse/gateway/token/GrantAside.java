package dev.gatehouse.gateway.token;

import dev.gatehouse.common.egress.Destination;
import dev.gatehouse.common.egress.Egress;
import dev.gatehouse.common.egress.SmallAnswer;
import dev.gatehouse.common.egress.SmallRequest;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.smart.StrictJson;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The endpoints beside the token endpoint: revocation (RFC 7009) and introspection (RFC 7662). One request, no retry. */
public final class GrantAside {
    private final Egress egress;
    private final ClientProof proof;

    public GrantAside(Egress egress, ClientAssertions assertions) {
        this.egress = egress;
        this.proof = new ClientProof(assertions);
    }

    /** What became of a token that was to be given back. */
    enum Revoked {
        /** It is worth nothing any more, or never was. */
        YES,
        /** The EHR could not say; worth another try. */
        LATER,
        /** The EHR takes no such requests of ours. */
        NO
    }

    /** @param hint {@code refresh_token} or {@code access_token} */
    Future<Revoked> revoke(
            EhrProfile profile, TokenServer server, URI endpoint, ClientCredentials client, SecretText token, String hint) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("token", token.reveal());
        form.put("token_type_hint", hint);
        return send(profile, server, endpoint, client, null, form)
                .map(GrantAside::revoked)
                .recover(failure -> Future.succeededFuture(Revoked.LATER));
    }

    private static Revoked revoked(SmallAnswer answer) {
        int status = answer.status();
        String error = StrictJson.object(answer.body())
                .map(json -> json.getValue("error") instanceof String text ? text : "")
                .orElse("");
        if (answer.isSuccess() || error.equals("unsupported_token_type")) {
            return Revoked.YES;
        }
        boolean later = status >= 500 || status == 401 || status == 408 || status == 425 || status == 429;
        // a client that is refused today may have its new credential tomorrow
        return later || error.equals("invalid_client") ? Revoked.LATER : Revoked.NO;
    }

    /**
     * What the EHR says of an access token; empty if it does not say. Servers differ in whom they answer: clients, or
     * whoever shows a token.
     *
     * @param client null to show the token itself
     */
    public Future<Optional<JsonObject>> introspect(
            EhrProfile profile,
            TokenServer server,
            URI endpoint,
            @Nullable ClientCredentials client,
            AccessToken token) {
        Map<String, String> form = new LinkedHashMap<>();
        String bearer = token.authorization().toString();
        form.put("token", bearer.substring(bearer.indexOf(' ') + 1));
        form.put("token_type_hint", "access_token");
        return send(profile, server, endpoint, client, bearer, form)
                .map(answer -> answer.isSuccess()
                        ? StrictJson.object(answer.body()).filter(json -> json.getValue("active") instanceof Boolean)
                        : Optional.<JsonObject>empty())
                .recover(failure -> Future.succeededFuture(Optional.empty()));
    }

    private Future<SmallAnswer> send(
            EhrProfile profile,
            TokenServer server,
            URI endpoint,
            @Nullable ClientCredentials client,
            @Nullable String bearer,
            Map<String, String> form) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", "application/json");
        headers.put("Content-Type", "application/x-www-form-urlencoded");
        if (client == null && bearer != null) {
            headers.put("Authorization", bearer);
        }
        return destination(profile, endpoint)
                .compose(to -> client == null
                        ? Future.succeededFuture(to)
                        : proof.add(profile, server, client, form, headers, new ArrayList<>())
                                .map(to))
                .compose(to -> egress.send(new SmallRequest(
                        to,
                        HttpMethod.POST,
                        to.target(),
                        headers,
                        ClientProof.encoded(form),
                        egress.settings().tokenBytes())));
    }

    private Future<Destination> destination(EhrProfile profile, URI endpoint) {
        try {
            return Future.succeededFuture(egress.destination(endpoint, profile.hosts()));
        } catch (Failure.Invalid refused) {
            return Future.failedFuture(refused);
        }
    }
}
