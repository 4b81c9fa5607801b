package dev.gatehouse.registration.application;

import dev.gatehouse.common.ehr.ClientAuthentication;
import dev.gatehouse.common.ehr.ScopeRules;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is done otherwise at an EHR than its profile, its metadata and SMART App Launch 2.2 say: of an application, or of one
 * practice over its application. Null, or nothing in a map, is unset.
 *
 * @param clientAuthentication at the token endpoint, whatever the metadata lists
 * @param rawBasic true to put id and secret into the Basic header as they are (RFC 6749, section 2.3.1, encodes them first)
 * @param clientIdInBody true to repeat the client id in the body beside a Basic header
 * @param assertionAudience {@code aud} of client assertions
 * @param signingAlgorithm {@code RS384} or {@code ES384}, of which the application needs a key
 * @param pkce false to leave the proof key out, for a server that breaks off when it sees one; weakens the sign-in
 * @param authorizePost when to ask for an authorization by POST
 * @param authorizationParameters sent beside those of the protocol
 * @param prompt OpenID Connect Core 1.0, section 3.1.2.1
 * @param maxAge the same; whole seconds
 * @param loginHint which of the end user's data is sent as {@code login_hint}
 * @param capabilities believed (true) or disbelieved (false), whatever the metadata lists
 * @param scopeDialect the spelling of resource scopes
 * @param keepAlive whether the grants nobody uses are refreshed before they lapse
 */
public record SmartSettings(
        @Nullable ClientAuthentication clientAuthentication,
        @Nullable Boolean rawBasic,
        @Nullable Boolean clientIdInBody,
        @Nullable AssertionAudience assertionAudience,
        @Nullable String signingAlgorithm,
        @Nullable Boolean pkce,
        @Nullable PostUse authorizePost,
        Map<String, String> authorizationParameters,
        @Nullable String prompt,
        @Nullable Duration maxAge,
        @Nullable LoginHint loginHint,
        Map<String, Boolean> capabilities,
        ScopeRules.@Nullable Dialect scopeDialect,
        @Nullable Boolean keepAlive) {

    /** Everything as profile, metadata and standard say. */
    public static final SmartSettings NONE = new SmartSettings(
            null, null, null, null, null, null, null, Map.of(), null, null, null, Map.of(), null, null);

    /** When an authorization is asked for by POST (SMART App Launch 2.2, capability {@code authorize-post}). */
    public enum PostUse {
        /** Where the EHR offers it and the address would be long. */
        AUTO,
        ALWAYS,
        NEVER;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<PostUse> of(String text) {
            return named(values(), PostUse::text, text);
        }
    }

    /** What an EHR is told of who will sign in. */
    public enum LoginHint {
        /** The tenant's own id of the end user. */
        ID,
        EMAIL;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<LoginHint> of(String text) {
            return named(values(), LoginHint::text, text);
        }
    }

    public SmartSettings {
        authorizationParameters = Map.copyOf(authorizationParameters);
        capabilities = Map.copyOf(capabilities);
    }

    /** These, and where they are silent, the others; parameters and capabilities one by one. */
    public SmartSettings over(SmartSettings below) {
        return new SmartSettings(
                or(clientAuthentication, below.clientAuthentication),
                or(rawBasic, below.rawBasic),
                or(clientIdInBody, below.clientIdInBody),
                or(assertionAudience, below.assertionAudience),
                or(signingAlgorithm, below.signingAlgorithm),
                or(pkce, below.pkce),
                or(authorizePost, below.authorizePost),
                both(authorizationParameters, below.authorizationParameters),
                or(prompt, below.prompt),
                or(maxAge, below.maxAge),
                or(loginHint, below.loginHint),
                both(capabilities, below.capabilities),
                or(scopeDialect, below.scopeDialect),
                or(keepAlive, below.keepAlive));
    }

    /**
     * These, and with an authorization these parameters too, as far as nothing is set here that says the same: {@link #prompt},
     * {@link #maxAge} and {@link #loginHint} win over parameters of those names.
     */
    public SmartSettings sending(Map<String, String> parameters) {
        return over(new SmartSettings(
                null, null, null, null, null, null, null, parameters, null, null, null, Map.of(), null, null));
    }

    private static <T> @Nullable T or(@Nullable T mine, @Nullable T below) {
        return mine == null ? below : mine;
    }

    private static <T> Map<String, T> both(Map<String, T> mine, Map<String, T> below) {
        Map<String, T> both = new LinkedHashMap<>(below);
        both.putAll(mine);
        return both;
    }

    /** True unless the proof key is switched off. */
    public boolean usesPkce() {
        return !Boolean.FALSE.equals(pkce);
    }

    public PostUse postUse() {
        return authorizePost == null ? PostUse.AUTO : authorizePost;
    }

    /** What an administrator says of a capability, or else what the metadata does. */
    public boolean capable(String capability, boolean advertised) {
        return capabilities.getOrDefault(capability, advertised);
    }

    public boolean isNone() {
        return equals(NONE);
    }

    /** What is set, and nothing else; what {@link #of} reads. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        put(json, "clientAuth", clientAuthentication == null ? null : clientAuthentication.text());
        put(json, "rawBasic", rawBasic);
        put(json, "clientIdInBody", clientIdInBody);
        put(json, "assertionAudience", assertionAudience == null ? null : assertionAudience.text());
        put(json, "signingAlgorithm", signingAlgorithm);
        put(json, "pkce", pkce);
        put(json, "authorizePost", authorizePost == null ? null : authorizePost.text());
        put(json, "authorizationParameters", object(authorizationParameters));
        put(json, "prompt", prompt);
        put(json, "maxAge", maxAge == null ? null : maxAge.toSeconds());
        put(json, "loginHint", loginHint == null ? null : loginHint.text());
        put(json, "capabilities", object(capabilities));
        put(json, "scopeDialect", scopeDialect == null ? null : text(scopeDialect));
        put(json, "keepAlive", keepAlive);
        return json;
    }

    private static void put(JsonObject json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    private static @Nullable JsonObject object(Map<String, ?> map) {
        JsonObject json = new JsonObject();
        new TreeMap<>(map).forEach(json::put);
        return map.isEmpty() ? null : json;
    }

    static String text(ScopeRules.Dialect dialect) {
        return dialect.name().toLowerCase(Locale.ROOT);
    }

    /** What {@link #toJson} wrote. */
    static SmartSettings of(JsonObject json) {
        return new SmartSettings(
                read(json, "clientAuth", ClientAuthentication::of),
                json.getBoolean("rawBasic"),
                json.getBoolean("clientIdInBody"),
                read(json, "assertionAudience", AssertionAudience::of),
                json.getString("signingAlgorithm"),
                json.getBoolean("pkce"),
                read(json, "authorizePost", PostUse::of),
                map(json, "authorizationParameters", String.class),
                json.getString("prompt"),
                json.getLong("maxAge") == null ? null : Duration.ofSeconds(json.getLong("maxAge")),
                read(json, "loginHint", LoginHint::of),
                map(json, "capabilities", Boolean.class),
                read(json, "scopeDialect", SmartSettings::dialect),
                json.getBoolean("keepAlive"));
    }

    static Optional<ScopeRules.Dialect> dialect(String text) {
        return named(ScopeRules.Dialect.values(), SmartSettings::text, text);
    }

    private static <T> @Nullable T read(JsonObject json, String name, Function<String, Optional<T>> of) {
        return Optional.ofNullable(json.getString(name)).flatMap(of).orElse(null);
    }

    private static <T> Map<String, T> map(JsonObject json, String name, Class<T> type) {
        Map<String, T> map = new LinkedHashMap<>();
        json.getJsonObject(name, new JsonObject()).forEach(each -> map.put(each.getKey(), type.cast(each.getValue())));
        return map;
    }

    private static <T> Optional<T> named(T[] values, Function<T, String> name, String text) {
        for (T each : values) {
            if (name.apply(each).equals(text)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
