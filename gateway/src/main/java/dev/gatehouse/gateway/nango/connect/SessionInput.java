package dev.gatehouse.gateway.nango.connect;

import dev.gatehouse.gateway.nango.NangoEndUser;
import dev.gatehouse.gateway.nango.NangoRefusal;
import dev.gatehouse.gateway.nango.StrictInput;
import dev.gatehouse.gateway.nango.Tags;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The body of a new connect session, as far as it can be judged by itself.
 *
 * @param allowed null for all
 */
record SessionInput(
        @Nullable NangoEndUser endUser,
        Map<String, String> tags,
        @Nullable List<String> allowed,
        JsonObject defaults,
        JsonObject overrides) {
    private static final int LONGEST_KEY = 255;
    private static final int MOST_CONFIG = 8_000;
    /** Ours are shorter than Nango's 255. */
    private static final int LONGEST_USER = 200;

    private static final int LONGEST_PARAMETER = 320;
    private static final Predicate<String> PLAIN = matching("[^\\p{Cntrl}]+");

    /**
     * How the end user is met at the EHR (OpenID Connect Core 1.0, section 3.1.2.1), and nothing of whom they let in to what:
     * none of these changes the client, the scopes, where the answer goes, or what protects it.
     */
    private static final Map<String, Predicate<String>> SIGN_IN = new TreeMap<>(Map.of(
            "display", matching("page|popup|touch|wap"),
            "login_hint", PLAIN,
            "max_age", matching("[0-9]{1,9}"),
            "prompt", matching("(none|login|consent|select_account)( (login|consent|select_account))*"),
            "ui_locales", matching("[A-Za-z0-9-]+( [A-Za-z0-9-]+)*")));

    private static Predicate<String> matching(String pattern) {
        return Pattern.compile(pattern).asMatchPredicate();
    }

    /** Mistakes are named in the body. */
    static SessionInput read(StrictInput body) {
        Map<String, String> tags = Tags.read(body, "tags", Tags.MOST);
        Optional<NangoEndUser> user = body.object("end_user").map(SessionInput::user);
        Optional<StrictInput> organization = body.object("organization");
        List<String> allowed = body.texts("allowed_integrations", LONGEST_KEY);
        body.optionalText("webhook_url_override", 0, 2_000)
                .filter(url -> !url.isEmpty())
                .ifPresent(url -> body.slip(
                        "custom",
                        "is not taken here; make a webhook endpoint with the format nango for this address",
                        "webhook_url_override"));
        return new SessionInput(
                user.map(known -> organization.map(known::of).orElse(known)).orElse(null),
                tags,
                body.has("allowed_integrations") ? allowed : null,
                byKey(body, "integrations_config_defaults", SessionInput::defaults),
                byKey(body, "overrides", SessionInput::override));
    }

    private static NangoEndUser user(StrictInput input) {
        NangoEndUser user = NangoEndUser.read(input);
        if (user.id().length() > LONGEST_USER) {
            input.slip("too_big", "should have at most " + LONGEST_USER + " characters", "id");
        }
        return user;
    }

    /** Reads one entry for each integration key. */
    private static JsonObject byKey(StrictInput body, String name, Function<StrictInput, JsonObject> entry) {
        JsonObject read = new JsonObject();
        body.object(name)
                .ifPresent(all -> Set.copyOf(all.names())
                        .forEach(key -> all.object(key).ifPresent(each -> read.put(key, entry.apply(each)))));
        return read;
    }

    private static JsonObject defaults(StrictInput entry) {
        JsonObject config =
                entry.free("connection_config").map(JsonObject::copy).orElseGet(JsonObject::new);
        if (config.encode().length() > MOST_CONFIG) {
            entry.slip("too_big", "should have at most " + MOST_CONFIG + " characters as JSON", "connection_config");
        }
        for (String name : config.fieldNames()) {
            if (!(config.getValue(name) instanceof String)) {
                entry.slip("invalid_type", "should be a text", "connection_config", name);
            }
        }
        JsonObject defaults = new JsonObject().put("connection_config", config);
        entry.object("authorization_params")
                .map(SessionInput::authorization)
                .filter(parameters -> !parameters.isEmpty())
                .ifPresent(parameters -> defaults.put("authorization_params", parameters));
        entry.optionalText("user_scopes", 0, 4_000)
                .filter(text -> !text.isBlank())
                .ifPresent(scopes -> defaults.put("user_scopes", scopes));
        return defaults;
    }

    private static JsonObject authorization(StrictInput entry) {
        JsonObject parameters = new JsonObject();
        for (String name : Set.copyOf(entry.names())) {
            Predicate<String> fits = SIGN_IN.get(name);
            if (fits == null) {
                entry.slip(
                        "custom",
                        "is not for a session to say, which may say " + String.join(", ", SIGN_IN.keySet())
                                + "; others are settings of the application",
                        name);
            } else {
                entry.optionalText(name, LONGEST_PARAMETER, fits, "does not have the form of this parameter")
                        .ifPresent(value -> parameters.put(name, value));
            }
        }
        return parameters;
    }

    private static JsonObject override(StrictInput entry) {
        JsonObject override = new JsonObject();
        entry.address("docs_connect").ifPresent(url -> override.put("docs_connect", url.toString()));
        return override;
    }

    /** Refuses keys of integrations that the tenant does not have. */
    SessionInput knowing(Set<String> keys) {
        List<NangoRefusal.Slip> slips = new ArrayList<>();
        for (int i = 0; allowed != null && i < allowed.size(); i++) {
            check(slips, keys, allowed.get(i), "allowed_integrations", Integer.toString(i));
        }
        defaults.fieldNames().forEach(key -> check(slips, keys, key, "integrations_config_defaults", key));
        overrides.fieldNames().forEach(key -> check(slips, keys, key, "overrides", key));
        if (!slips.isEmpty()) {
            throw NangoRefusal.invalid("invalid_body", slips);
        }
        return this;
    }

    private static void check(List<NangoRefusal.Slip> slips, Set<String> keys, String key, String... path) {
        if (!keys.contains(key)) {
            slips.add(new NangoRefusal.Slip("custom", "there is no integration with this key", List.of(path)));
        }
    }
}
