package dev.gatehouse.registration.application;

import dev.gatehouse.common.ehr.ClientAuthentication;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.web.JsonInput;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@link SmartSettings} that somebody sent. A name that is no setting is a mistake here, unlike elsewhere: a switch that
 * is misspelled and does nothing would be looked for at the EHR.
 */
final class SmartSettingsInput {
    private static final Set<String> NAMES = Set.of(
            "clientAuth",
            "rawBasic",
            "clientIdInBody",
            "assertionAudience",
            "signingAlgorithm",
            "pkce",
            "authorizePost",
            "authorizationParameters",
            "prompt",
            "maxAge",
            "loginHint",
            "capabilities",
            "scopeDialect",
            "keepAlive");

    /** What the protocol itself sends or reads, or what must never be in an address. */
    private static final Set<String> OURS = Set.of(
            "response_type",
            "response_mode",
            "client_id",
            "redirect_uri",
            "scope",
            "state",
            "aud",
            "launch",
            "code",
            "code_challenge",
            "code_challenge_method",
            "code_verifier",
            "nonce",
            "prompt",
            "max_age",
            "login_hint",
            "id_token_hint",
            "request",
            "request_uri",
            "registration",
            "client_secret",
            "client_assertion",
            "client_assertion_type",
            "grant_type",
            "access_token",
            "refresh_token",
            "token",
            "error",
            "iss");

    private static final int MOST_PARAMETERS = 10;
    private static final int MOST_CAPABILITIES = 40;
    private static final Predicate<String> PARAMETER =
            Pattern.compile("[A-Za-z0-9_.~-]{1,64}").asMatchPredicate();
    private static final Predicate<String> CAPABILITY =
            Pattern.compile("[a-z0-9-]{1,64}").asMatchPredicate();
    private static final Set<String> PROMPTS = Set.of("none", "login", "consent", "select_account");
    private static final int LONGEST_MAX_AGE = 365 * 24 * 3600;

    private final JsonInput input;

    private SmartSettingsInput(JsonInput input) {
        this.input = input;
    }

    /**
     * Usable after a mistake too; the caller refuses mistakes.
     *
     * @param rules of the application's type; null if they are not known
     */
    static SmartSettings read(JsonInput input, EhrProfile.@Nullable TypeRules rules) {
        return new SmartSettingsInput(input).read(rules);
    }

    private SmartSettings read(EhrProfile.@Nullable TypeRules rules) {
        input.names().stream()
                .filter(name -> !NAMES.contains(name))
                .sorted()
                .forEach(name -> input.mistake(name, "is no setting"));
        Optional<ClientAuthentication> authentication = input.choice(
                "clientAuth",
                ClientAuthentication::of,
                "client_secret_basic, client_secret_post, private_key_jwt, none");
        authentication
                .filter(method -> rules != null && !rules.mayUse(method))
                .ifPresent(method -> input.mistake("clientAuth", "is not one this EHR takes from such an application"));
        return new SmartSettings(
                authentication.orElse(null),
                flag("rawBasic"),
                flag("clientIdInBody"),
                input.choice(
                                "assertionAudience",
                                AssertionAudience::of,
                                "token-endpoint, issuer, fhir-base, or be an absolute address")
                        .orElse(null),
                input.choice("signingAlgorithm", SmartSettingsInput::algorithm, "RS384, ES384")
                        .orElse(null),
                flag("pkce"),
                input.choice("authorizePost", SmartSettings.PostUse::of, "auto, always, never")
                        .orElse(null),
                parameters(),
                prompt(),
                maxAge(),
                input.choice("loginHint", SmartSettings.LoginHint::of, "id, email")
                        .orElse(null),
                capabilities(),
                input.choice("scopeDialect", SmartSettings::dialect, "v1, v2").orElse(null),
                flag("keepAlive"));
    }

    private @Nullable Boolean flag(String name) {
        return input.has(name) ? (Boolean) input.flag(name, false) : null;
    }

    private static Optional<String> algorithm(String text) {
        return text.equals("RS384") || text.equals("ES384") ? Optional.of(text) : Optional.empty();
    }

    private @Nullable String prompt() {
        Optional<String> prompt = input.optionalText("prompt", 60);
        prompt.ifPresent(text -> {
            List<String> words = List.of(text.split(" +", -1));
            boolean alone = words.size() == 1 || !words.contains("none");
            if (!PROMPTS.containsAll(words) || !alone) {
                input.mistake("prompt", "should be none, or some of login, consent and select_account");
            }
        });
        return prompt.orElse(null);
    }

    private @Nullable Duration maxAge() {
        return input.has("maxAge") ? Duration.ofSeconds(input.number("maxAge", 0, 0, LONGEST_MAX_AGE)) : null;
    }

    private Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        input.object("authorizationParameters").ifPresent(given -> {
            if (given.names().size() > MOST_PARAMETERS) {
                input.mistake("authorizationParameters", "should have at most " + MOST_PARAMETERS + " entries");
                return;
            }
            for (String name : given.names()) {
                if (!PARAMETER.test(name)) {
                    given.mistake(name, "should be a name of 1 to 64 letters, digits, dots, hyphens and underscores");
                } else if (OURS.contains(name)) {
                    given.mistake(name, "belongs to the protocol and can't be set here");
                } else {
                    parameters.put(name, given.text(name, 500));
                }
            }
        });
        return parameters;
    }

    private Map<String, Boolean> capabilities() {
        Map<String, Boolean> capabilities = new LinkedHashMap<>();
        input.object("capabilities").ifPresent(given -> {
            if (given.names().size() > MOST_CAPABILITIES) {
                input.mistake("capabilities", "should have at most " + MOST_CAPABILITIES + " entries");
                return;
            }
            for (String name : given.names()) {
                if (!CAPABILITY.test(name)) {
                    given.mistake(name, "should be a capability's name, such as launch-ehr");
                } else if (!given.has(name)) {
                    given.mistake(name, "should be true or false");
                } else {
                    capabilities.put(name, given.flag(name, false));
                }
            }
        });
        return capabilities;
    }
}
