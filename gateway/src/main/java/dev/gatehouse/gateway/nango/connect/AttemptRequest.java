package dev.gatehouse.gateway.nango.connect;

import dev.gatehouse.gateway.nango.StrictInput;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the popup of the browser client asks for, in its query.
 *
 * @param socketId as the web socket of the page behind it was told; null without one
 * @param userScope scopes in place of the integration's own, comma between them
 * @param parameters {@code params[…]}: which practice, and what the connection is to be marked with
 * @param foreign true if it names parameters of the EHR's authorization page, or a client's credentials
 */
record AttemptRequest(
        Optional<String> token,
        @Nullable String socketId,
        boolean namesConnection,
        boolean hasPublicKey,
        Optional<String> userScope,
        Map<String, String> parameters,
        boolean foreign) {
    private static final int LONGEST = 2_000;
    private static final int MOST = 50;

    AttemptRequest {
        parameters = Map.copyOf(parameters);
    }

    /** Mistakes are named in the query. */
    static AttemptRequest read(StrictInput query) {
        Optional<String> token = query.optionalText("connect_session_token", 1, 200);
        Optional<String> socket = query.optionalText(
                "ws_client_id", 64, BrowserSockets::isId, "should be the id that the web socket was told");
        boolean named = query.optionalText("connection_id", 0, 255).isPresent();
        boolean publicKey = query.optionalText("public_key", 0, 255).isPresent();
        Optional<String> scope = query.optionalText("user_scope", 0, LONGEST).filter(text -> !text.isBlank());
        // An older way to sign what a page asks for; with a session's token there is nothing left to sign.
        query.optionalText("hmac", 0, LONGEST).ifPresent(signature -> {});
        Map<String, String> parameters = new LinkedHashMap<>();
        boolean foreign = false;
        for (String name : query.names()) {
            if (name.startsWith("params[") && name.endsWith("]") && parameters.size() < MOST) {
                query.optionalText(name, 0, LONGEST)
                        .ifPresent(value -> parameters.put(name.substring(7, name.length() - 1), value));
            } else if (name.startsWith("authorization_params[") || name.startsWith("credentials[")) {
                foreign |= query.names(name);
            }
        }
        return new AttemptRequest(token, socket.orElse(null), named, publicKey, scope, parameters, foreign);
    }
}
