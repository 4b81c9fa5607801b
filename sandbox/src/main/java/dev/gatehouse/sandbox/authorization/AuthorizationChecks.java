package dev.gatehouse.sandbox.authorization;

import dev.gatehouse.sandbox.directory.Base;
import dev.gatehouse.sandbox.fault.Violations;
import dev.gatehouse.sandbox.web.Call;
import dev.gatehouse.sandbox.web.Fingerprint;
import dev.gatehouse.sandbox.web.Parameters;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The checks of a strict authorization endpoint (RFC 6749, section 4.1.1; RFC 7636; SMART App Launch 2.2, section 2.1.2).
 * What breaks a rule is also noted as a violation, even where a lenient server would let it pass.
 */
final class AuthorizationChecks {

    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F-]+");
    private static final int REMEMBERED = 20_000;

    /** A refusal, and whether it may be told by a redirect. */
    record Checked(
            @Nullable AuthorizationRequest request,
            @Nullable Refusal refusal,
            boolean redirectable) {}

    private final Clients clients;
    private final Admission admission;
    private final Grants grants;
    private final Violations violations;
    private final Seen states = new Seen();
    private final Seen challenges = new Seen();

    AuthorizationChecks(Clients clients, Admission admission, Grants grants, Violations violations) {
        this.clients = clients;
        this.admission = admission;
        this.grants = grants;
        this.violations = violations;
    }

    Checked check(Base base, Parameters sent, Call call) {
        Client client = clients.at(base, sent.one("client_id"));
        String redirectUri = sent.text("redirect_uri");
        noteForms(base, sent, call);
        if (client == null) {
            return new Checked(null, Refusal.invalidRequest("The client_id is not registered"), false);
        }
        if (!client.redirectUris().contains(redirectUri)) {
            violations.note("redirect-uri", "redirect_uri is not one of those registered", call.sequence());
            return new Checked(null, Refusal.invalidRequest("The redirect_uri is not registered"), false);
        }
        Set<String> repeated = sent.repeated();
        boolean trusted = !repeated.contains("client_id") && !repeated.contains("redirect_uri");
        try {
            admission.refuseDisabled(client);
            AuthorizationRequest request = request(base, client, redirectUri, sent);
            admission.refuseUnlessLetIn(base, client, request.scopes());
            return new Checked(request, null, true);
        } catch (Refusal refusal) {
            return new Checked(null, refusal, trusted && !refusal.vendors());
        }
    }

    private AuthorizationRequest request(Base base, Client client, String redirectUri, Parameters sent) throws Refusal {
        refuseIf(!sent.repeated().isEmpty(), "A parameter was sent twice");
        refuseIf(sent.has("client_secret") || sent.has("client_assertion"), "A secret does not belong here");
        if (!sent.text("response_type").equals("code")) {
            throw Refusal.oauth(400, "unsupported_response_type", "Only response_type=code is supported");
        }
        refuseIf(sent.text("state").isEmpty(), "state is missing");
        refuseIf(!sent.text("aud").equals(base.url()), "aud is not the base URL of this server");
        refuseIf(!sent.text("code_challenge_method").equals("S256"), "code_challenge_method must be S256");
        refuseIf(
                !CHALLENGE.matcher(sent.text("code_challenge")).matches(),
                "code_challenge must be 43 characters of unpadded base64url");
        Set<String> scopes =
                new LinkedHashSet<>(List.of(sent.text("scope").strip().split(" +", -1)));
        scopes.remove("");
        for (String scope : scopes) {
            if (!client.scopes().contains(scope)) {
                throw Refusal.oauth(
                        400, "invalid_scope", "The client does not have permissions to requested scope " + scope);
            }
        }
        if (scopes.isEmpty()) {
            throw Refusal.oauth(400, "invalid_scope", "scope is missing");
        }
        EhrLaunch launch = grants.launched(sent.one("launch"));
        boolean launchAsked = scopes.contains("launch") || sent.has("launch");
        boolean launchValid = launch != null && launch.practice().equals(base.guid()) && scopes.contains("launch");
        return new AuthorizationRequest(
                base,
                client,
                redirectUri,
                sent.text("state"),
                sent.text("code_challenge"),
                scopes,
                sent.one("nonce"),
                launchValid ? launch : null,
                launchAsked && !launchValid);
    }

    private static void refuseIf(boolean wrong, String description) throws Refusal {
        if (wrong) {
            throw Refusal.invalidRequest(description);
        }
    }

    private void noteForms(Base base, Parameters sent, Call call) {
        long request = call.sequence();
        sent.repeated().forEach(name -> violations.note("duplicate-param", name, request));
        for (String needed :
                List.of("client_id", "redirect_uri", "response_type", "scope", "state", "aud", "code_challenge")) {
            if (!sent.has(needed)) {
                violations.note("missing-param", needed, request);
            }
        }
        for (String secret : List.of("client_secret", "client_assertion", "code_verifier", "refresh_token")) {
            if (sent.has(secret)) {
                violations.note("secret-in-front-channel", secret, request);
            }
        }
        if (sent.has("aud") && !sent.text("aud").equals(base.url())) {
            violations.note("aud-not-exact", "aud is " + sent.text("aud"), request);
        }
        if (sent.has("code_challenge")
                && (!CHALLENGE.matcher(sent.text("code_challenge")).matches()
                        || !sent.text("code_challenge_method").equals("S256"))) {
            violations.note("challenge-form", "not 43 characters of base64url with S256", request);
        }
        if (sent.has("code_challenge") && !challenges.isNew(sent.text("code_challenge"))) {
            violations.note("challenge-reuse", "code_challenge was used before", request);
        }
        if (sent.has("state")) {
            noteState(sent.text("state"), request);
        }
    }

    /** 122 bits are 21 characters of base64url or 31 of hex; few different characters cannot be random. */
    private void noteState(String state, long request) {
        int needed = HEX.matcher(state).matches() ? 31 : 21;
        long different = Arrays.stream(state.split("", -1)).distinct().count();
        if (state.length() < needed || different < 8) {
            violations.note("state-weak", "state holds less than 122 random bits", request);
        }
        if (!states.isNew(state)) {
            violations.note("state-weak", "state was used before", request);
        }
    }

    void forget() {
        states.forget();
        challenges.forget();
    }

    /** Tells values that came before from new ones, by their fingerprints. */
    private static final class Seen {
        private final Set<String> prints = new LinkedHashSet<>();

        synchronized boolean isNew(String value) {
            boolean added = prints.add(Fingerprint.of(value));
            if (prints.size() > REMEMBERED) {
                prints.remove(prints.iterator().next());
            }
            return added;
        }

        synchronized void forget() {
            prints.clear();
        }
    }
}
