package dev.gatehouse.sandbox.authorization;

import dev.gatehouse.sandbox.web.WebAddress;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an app says of itself when it registers (RFC 7591, section 2), held to the server's rules.
 *
 * @param redirectUris compared byte for byte
 * @param method how it authenticates
 * @param grantTypes what it may do at the token endpoint
 * @param name for people
 * @param scopes the only ones it may ask for; what is not a scope was left out
 * @param jwksUri where its public keys are, or null
 * @param more the members that are kept and told again, and change nothing
 */
record ClientMetadata(
        List<String> redirectUris,
        ClientAuthentication method,
        Set<String> grantTypes,
        String name,
        Set<String> scopes,
        @Nullable String jwksUri,
        JsonObject more) {

    private static final Set<String> GRANT_TYPES = Set.of("authorization_code", "refresh_token", "client_credentials");
    private static final Set<String> DEFAULT_SCOPES = Set.of("openid", "fhirUser", "launch/patient", "patient/*.rs");
    private static final List<String> PAGES = List.of("client_uri", "logo_uri", "tos_uri", "policy_uri");
    private static final List<String> WORDS = List.of("software_id", "software_version");
    private static final int LINE = 200;
    private static final int MOST_LISTED = 100;

    /** Fails with {@code invalid_redirect_uri} or {@code invalid_client_metadata} (RFC 7591, section 3.2.2). */
    static ClientMetadata read(JsonObject sent, Set<ClientAuthentication> allowed) throws Refusal {
        ClientAuthentication method = method(sent, allowed);
        Set<String> grantTypes = grantTypes(sent);
        boolean users = grantTypes.contains("authorization_code");
        List<String> redirectUris = redirectUris(sent, users);
        if (grantTypes.contains("client_credentials") && method != ClientAuthentication.PRIVATE_KEY_JWT) {
            throw wrong("client_credentials needs token_endpoint_auth_method private_key_jwt");
        }
        List<String> responses = texts(sent, "response_types");
        if (users ? !(responses.isEmpty() || responses.equals(List.of("code"))) : !responses.isEmpty()) {
            throw wrong("response_types does not fit grant_types; code goes with authorization_code");
        }
        String name = line(sent, "client_name");
        return new ClientMetadata(
                redirectUris,
                method,
                grantTypes,
                name.isEmpty() ? "An app that registered itself" : name,
                scopes(sent),
                jwksUri(sent, method),
                more(sent));
    }

    private static ClientAuthentication method(JsonObject sent, Set<ClientAuthentication> allowed) throws Refusal {
        String name = line(sent, "token_endpoint_auth_method");
        for (ClientAuthentication method : allowed) {
            if (method.name().toLowerCase(Locale.ROOT).equals(name.isEmpty() ? "client_secret_basic" : name)) {
                return method;
            }
        }
        throw wrong("This token_endpoint_auth_method is not supported");
    }

    private static Set<String> grantTypes(JsonObject sent) throws Refusal {
        Set<String> types = new LinkedHashSet<>(texts(sent, "grant_types"));
        if (types.isEmpty()) {
            types.add("authorization_code");
        }
        if (!GRANT_TYPES.containsAll(types) || types.equals(Set.of("refresh_token"))) {
            throw wrong("grant_types may be authorization_code, refresh_token and client_credentials");
        }
        return types;
    }

    private static List<String> redirectUris(JsonObject sent, boolean needed) throws Refusal {
        List<String> uris = texts(sent, "redirect_uris");
        if (needed && uris.isEmpty()) {
            throw Refusal.oauth(400, "invalid_redirect_uri", "redirect_uris must name at least one");
        }
        for (String uri : uris) {
            if (!WebAddress.secure(uri)) {
                throw Refusal.oauth(
                        400, "invalid_redirect_uri", "Each redirect URI must be https, or http on this machine");
            }
        }
        return uris;
    }

    private static Set<String> scopes(JsonObject sent) throws Refusal {
        Object scope = sent.getValue("scope");
        if (scope == null) {
            return DEFAULT_SCOPES;
        }
        if (!(scope instanceof String text) || text.length() > 20_000) {
            throw wrong("scope must be a text of scopes with spaces between them");
        }
        Set<String> scopes = new LinkedHashSet<>(List.of(text.strip().split(" +", -1)));
        scopes.removeIf(one -> !ScopeForm.holds(one));
        if (scopes.isEmpty()) {
            throw wrong("scope has no scope that this server knows");
        }
        return scopes;
    }

    private static @Nullable String jwksUri(JsonObject sent, ClientAuthentication method) throws Refusal {
        if (sent.getValue("jwks") != null) {
            throw wrong("Keys by value are not supported; publish them and send jwks_uri");
        }
        String uri = address(sent, "jwks_uri");
        if (uri.isEmpty() && method == ClientAuthentication.PRIVATE_KEY_JWT) {
            throw wrong("private_key_jwt needs jwks_uri");
        }
        return uri.isEmpty() ? null : uri;
    }

    private static JsonObject more(JsonObject sent) throws Refusal {
        JsonObject more = new JsonObject();
        for (String page : PAGES) {
            put(more, page, address(sent, page));
        }
        for (String word : WORDS) {
            put(more, word, line(sent, word));
        }
        List<String> contacts = texts(sent, "contacts");
        return contacts.isEmpty() ? more : more.put("contacts", new JsonArray(contacts));
    }

    private static void put(JsonObject json, String name, String value) {
        if (!value.isEmpty()) {
            json.put(name, value);
        }
    }

    private static String address(JsonObject sent, String name) throws Refusal {
        Object value = sent.getValue(name);
        if (value == null) {
            return "";
        }
        if (!(value instanceof String address) || !WebAddress.secure(address)) {
            throw wrong(name + " must be https, or http on this machine");
        }
        return address;
    }

    private static String line(JsonObject sent, String name) throws Refusal {
        Object value = sent.getValue(name);
        if (value == null) {
            return "";
        }
        if (!(value instanceof String text)
                || text.length() > LINE
                || text.chars().anyMatch(Character::isISOControl)) {
            throw wrong(name + " must be one line of " + LINE + " characters at most");
        }
        return text.strip();
    }

    private static List<String> texts(JsonObject sent, String name) throws Refusal {
        Object value = sent.getValue(name);
        if (value == null) {
            return List.of();
        }
        boolean good = value instanceof JsonArray list
                && list.size() <= MOST_LISTED
                && list.stream().allMatch(one -> one instanceof String text && text.length() <= 2_000);
        if (!good) {
            throw wrong(name + " must be a list of " + MOST_LISTED + " texts at most");
        }
        return ((JsonArray) value).stream().map(String::valueOf).distinct().toList();
    }

    private static Refusal wrong(String why) {
        return Refusal.oauth(400, "invalid_client_metadata", why);
    }

    boolean withSecret() {
        return method == ClientAuthentication.CLIENT_SECRET_BASIC || method == ClientAuthentication.CLIENT_SECRET_POST;
    }

    Client client(String id, @Nullable String secret) {
        Client.Type type = grantTypes.contains("client_credentials") ? Client.Type.SYSTEM : Client.Type.PROVIDER;
        return new Client(id, secret, name, type, redirectUris, List.of(), scopes, jwksUri, Set.of(method));
    }

    /** What was registered, which is not always what was asked for. */
    JsonObject toJson() {
        JsonObject json = more.copy()
                .put("redirect_uris", new JsonArray(redirectUris))
                .put("token_endpoint_auth_method", method.name().toLowerCase(Locale.ROOT))
                .put("grant_types", new JsonArray(List.copyOf(grantTypes)))
                .put("client_name", name)
                .put("scope", String.join(" ", scopes));
        if (grantTypes.contains("authorization_code")) {
            json.put("response_types", new JsonArray().add("code"));
        }
        if (jwksUri != null) {
            json.put("jwks_uri", jwksUri);
        }
        return json;
    }
}
