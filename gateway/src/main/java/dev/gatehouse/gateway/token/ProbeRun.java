package dev.gatehouse.gateway.token;

import dev.gatehouse.common.egress.Destination;
import dev.gatehouse.common.egress.NoAnswer;
import dev.gatehouse.common.egress.SmallAnswer;
import dev.gatehouse.common.egress.SmallRequest;
import dev.gatehouse.common.ehr.ApplicationType;
import dev.gatehouse.common.ehr.ClientAuthentication;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.smart.ScopeRequest;
import dev.gatehouse.gateway.smart.Scopes;
import dev.gatehouse.gateway.smart.SmartEndpoints;
import dev.gatehouse.registration.application.Application;
import dev.gatehouse.registration.credential.CredentialProbe.Finding;
import dev.gatehouse.registration.credential.CredentialProbe.Outcome;
import dev.gatehouse.registration.credential.CredentialProbe.Step;
import io.vertx.core.Future;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One probing of one credential at one FHIR base, step by step. */
final class ProbeRun {
    private static final String UNTOLD =
            "The EHR refuses the client, and answers the same to a client id that does not exist."
                    + " Compare client id and secret with what the vendor issued, to the last character.";

    private final TokenProbe.Tools tools;
    private final EhrProfile profile;
    private final Application application;
    private final ClientCredentials client;
    private final URI base;
    private final String redirectUri;
    private final List<Step> steps = new ArrayList<>();

    ProbeRun(
            TokenProbe.Tools tools,
            EhrProfile profile,
            Application application,
            ClientCredentials client,
            URI base,
            String redirectUri) {
        this.tools = tools;
        this.profile = profile;
        this.application = application;
        this.client = client;
        this.base = base;
        this.redirectUri = redirectUri;
    }

    /** What a token endpoint said: exactly one of the two is there. */
    private record Said(
            @Nullable TokenAnswer token, @Nullable NoToken refusal) {
        /** The client was accepted, whatever became of the rest. */
        boolean accepted() {
            return refusal == null
                    || switch (refusal.outcome()) {
                        case DENIED, INVALID_SCOPE, PRACTICE_NOT_AUTHORIZED -> true;
                        case CLIENT_BROKEN, REQUEST_REFUSED, RETRYABLE, UNKNOWN -> false;
                    };
        }
    }

    Future<Finding> run() {
        return tools.discovery().endpoints(profile, base).compose(this::withEndpoints, this::undiscovered);
    }

    private Future<Finding> undiscovered(Throwable failure) {
        if (!(failure instanceof Failure known) || failure instanceof Failure.Invalid) {
            return Future.failedFuture(failure);
        }
        boolean noAnswer = NoAnswer.stageOf(failure)
                        .filter(stage -> stage != NoAnswer.Stage.REFUSED_BY_US)
                        .isPresent()
                || known.code().equals("discovery-unavailable");
        step("discovery", false, known.detail());
        return noAnswer
                ? found(Outcome.UNREACHABLE, "The EHR does not answer at this address. " + known.detail())
                : found(Outcome.NO_DISCOVERY, "There is nothing to test at this address. " + known.detail());
    }

    private Future<Finding> withEndpoints(SmartEndpoints smart) {
        step("discovery", true, "The token endpoint is " + smart.token() + ".");
        Set<String> methods = smart.tokenEndpointAuthMethods();
        if (!methods.isEmpty()) {
            boolean listed = methods.contains(client.method().text());
            step(
                    "method",
                    listed,
                    "The EHR lists "
                            + String.join(", ", methods.stream().sorted().toList()) + "; we use "
                            + client.method().text() + ".");
        }
        return ask(smart, client).compose(said -> judged(smart, said));
    }

    private Future<Said> ask(SmartEndpoints smart, ClientCredentials as) {
        TokenServer server = TokenServer.of(smart);
        Future<TokenAnswer> asked = application.type() == ApplicationType.SYSTEM
                ? tools.endpoint().ofClient(profile, server, as, scopes(smart))
                : tools.endpoint().exchange(profile, server, as, invented(), redirectUri, invented());
        return asked.map(answer -> new Said(answer, null))
                .recover(failure -> failure instanceof NoToken refusal
                        ? Future.succeededFuture(new Said(null, refusal))
                        : Future.failedFuture(failure));
    }

    private List<String> scopes(SmartEndpoints smart) {
        Scopes wanted = Scopes.of(application.scopes());
        return List.copyOf(ScopeRequest.to(profile, application.type(), smart, wanted, null)
                .sent()
                .texts());
    }

    private Future<Finding> judged(SmartEndpoints smart, Said said) {
        NoToken refusal = said.refusal();
        if (refusal == null) {
            boolean system = application.type() == ApplicationType.SYSTEM;
            step("token request", system, "The EHR gave a token.");
            return system
                    ? found(Outcome.OK, "The EHR accepts this credential and gave a token, which was thrown away.")
                    : found(Outcome.UNCLEAR, "The EHR gave a token for an invented code; it checks nothing.");
        }
        step("token request", said.accepted(), words(refusal));
        return switch (refusal.outcome()) {
            case DENIED -> withRedirect(smart);
            case INVALID_SCOPE ->
                found(
                        Outcome.SCOPE_NOT_AUTHORIZED,
                        "The EHR accepts the client and not its scopes. Compare their list and spelling with the"
                                + " vendor's.");
            case PRACTICE_NOT_AUTHORIZED ->
                found(
                        Outcome.PRACTICE_NOT_AUTHORIZED,
                        "The EHR accepts the client, but this practice has not authorized it yet.");
            case CLIENT_BROKEN -> refused(smart, refusal);
            case REQUEST_REFUSED ->
                found(
                        Outcome.UNCLEAR,
                        "The EHR refuses the request before it looks at the client. " + refusal.detail());
            case RETRYABLE, UNKNOWN -> unusable(refusal);
        };
    }

    /** The sign-in page refuses a redirect address that is not registered (RFC 6749, section 4.1.2.1), if it looks at it yet. */
    private Future<Finding> withRedirect(SmartEndpoints smart) {
        URI authorization = smart.authorization();
        if (authorization == null) {
            return found(Outcome.OK, "The EHR accepts this credential.");
        }
        return signIn(authorization, client.clientId()).compose(status -> {
            boolean fine = status >= 200 && status < 400;
            step(
                    "redirect address",
                    fine,
                    fine
                            ? "The sign-in page opens with " + redirectUri + "."
                            : status >= 400 && status < 500
                                    ? "The sign-in page refuses our request. Compare the redirect address registered at the"
                                            + " vendor, letter by letter, with " + redirectUri + "."
                                    : "The sign-in page gave no usable answer.");
            return found(
                    Outcome.OK,
                    fine
                            ? "The EHR accepts this credential."
                            : "The EHR accepts this credential. Its sign-in page needs another look.");
        });
    }

    private Future<Finding> unusable(NoToken refusal) {
        boolean noAnswer = refusal.status() == 0 || refusal.status() == 429 || refusal.status() >= 500;
        return noAnswer
                ? found(Outcome.UNREACHABLE, "The EHR's token endpoint gives no usable answer. " + refusal.detail())
                : found(Outcome.UNCLEAR, "The EHR's answer does not tell whether it accepts the client.");
    }

    /** The client was refused: is it the way it is sent, the secret, or the id? */
    private Future<Finding> refused(SmartEndpoints smart, NoToken refusal) {
        if ("unauthorized_client".equals(refusal.vendor().code())) {
            return found(
                    Outcome.UNCLEAR,
                    "The EHR knows this client and does not let it make such requests. Compare the application's type"
                            + " with the one registered at the vendor.");
        }
        Optional<ClientCredentials> other = otherMethod(smart);
        Future<Said> again =
                other.map(way -> ask(smart, way)).orElseGet(() -> Future.succeededFuture(new Said(null, refusal)));
        return again.compose(said -> {
            if (other.isPresent()) {
                String way = other.get().method().text();
                step("other method", said.accepted(), "Asked once more with " + way + ".");
                if (said.accepted()) {
                    return found(
                            Outcome.WRONG_METHOD,
                            "The EHR accepts this credential with " + way
                                    + ". Set the application's clientAuth to it.");
                }
            }
            return inWords(refusal)
                    .map(outcome -> found(outcome, explained(outcome)))
                    .orElseGet(() -> besideUnknown(smart, refusal));
        });
    }

    private Optional<ClientCredentials> otherMethod(SmartEndpoints smart) {
        SecretText secret = client.secret();
        if (secret == null) {
            return Optional.empty();
        }
        ClientAuthentication other = client.method() == ClientAuthentication.CLIENT_SECRET_BASIC
                ? ClientAuthentication.CLIENT_SECRET_POST
                : ClientAuthentication.CLIENT_SECRET_BASIC;
        EhrProfile.TypeRules rules = profile.applicationTypes().get(application.type());
        boolean offered = smart.tokenEndpointAuthMethods().isEmpty()
                ? rules == null || rules.mayUse(other)
                : smart.tokenEndpointAuthMethods().contains(other.text());
        return offered ? Optional.of(client.by(other)) : Optional.empty();
    }

    /** Some servers say it. */
    private static Optional<Outcome> inWords(NoToken refusal) {
        String message =
                Objects.requireNonNullElse(refusal.vendor().message(), "").toLowerCase(Locale.ROOT);
        if (message.contains("secret") || message.contains("signature")) {
            return Optional.of(Outcome.WRONG_SECRET);
        }
        boolean unknown = message.matches(".*(unknown|no such|not found|not exist|not registered|unregistered).*");
        return unknown && message.contains("client") ? Optional.of(Outcome.WRONG_CLIENT_ID) : Optional.empty();
    }

    private String explained(Outcome outcome) {
        if (outcome == Outcome.WRONG_CLIENT_ID) {
            return "The EHR does not know this client id"
                    + (application.type() == ApplicationType.SYSTEM ? "." : ", or not with our redirect address.");
        }
        return client.key() == null
                ? "The EHR knows the client id and does not accept the secret."
                : "The EHR knows the client id and does not accept the signature. Check that it reads the application's"
                        + " jwksUrl, or that the key set was uploaded.";
    }

    /** If a client id that does not exist is answered otherwise, then ours exists. */
    private Future<Finding> besideUnknown(SmartEndpoints smart, NoToken refusal) {
        String nobody = invented().reveal();
        ClientCredentials unknown = client.as(nobody, client.secret() == null ? null : invented());
        return ask(smart, unknown).compose(said -> {
            NoToken beside = said.refusal();
            boolean told = beside != null
                    && beside.outcome() == NoToken.Outcome.CLIENT_BROKEN
                    && !fingerprint(refusal, client.clientId()).equals(fingerprint(beside, nobody));
            step(
                    "unknown client",
                    told,
                    told
                            ? "A client id that does not exist is refused in another way than ours."
                            : "A client id that does not exist is refused in the same way.");
            return told ? found(Outcome.WRONG_SECRET, explained(Outcome.WRONG_SECRET)) : bySignIn(smart, nobody);
        });
    }

    private static String fingerprint(NoToken refusal, String clientId) {
        VendorWords words = refusal.vendor();
        String message = Objects.requireNonNullElse(words.message(), "")
                .replace(clientId, "?")
                .replace("****", "?");
        return refusal.status() + " " + words.code() + " " + message;
    }

    /** The sign-in page knows client ids too: RFC 6749, section 4.1.2.1 has it refuse those that do not exist. */
    private Future<Finding> bySignIn(SmartEndpoints smart, String nobody) {
        URI authorization = smart.authorization();
        if (authorization == null || application.type() == ApplicationType.SYSTEM) {
            return found(Outcome.UNCLEAR, UNTOLD);
        }
        return signIn(authorization, client.clientId())
                .compose(ours -> signIn(authorization, nobody).map(unknown -> {
                    Outcome outcome = byPages(ours, unknown);
                    step(
                            "sign-in page",
                            outcome != Outcome.UNCLEAR,
                            "It answers " + ours + " to our client id and " + unknown + " to one that does not exist.");
                    return new Finding(
                            outcome,
                            outcome == Outcome.UNCLEAR ? UNTOLD : explained(outcome),
                            steps,
                            tools.clock().instant());
                }));
    }

    /** As a status; a redirect that carries an error counts as 400, no answer as 0. */
    private Future<Integer> signIn(URI authorization, String clientId) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", clientId);
        query.put("redirect_uri", redirectUri);
        query.put("scope", String.join(" ", application.scopes()));
        query.put("state", invented().reveal());
        query.put("aud", base.toString());
        query.put("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"); // RFC 7636, appendix B
        query.put("code_challenge_method", "S256");
        String text = query.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        try {
            Destination to = tools.egress().destination(authorization, profile.hosts());
            String target = to.target() + (to.target().contains("?") ? "&" : "?") + text;
            return tools.egress()
                    .send(SmallRequest.get(
                            to,
                            target,
                            Map.of("Accept", "text/html"),
                            tools.egress().settings().discoveryBytes()))
                    .map(ProbeRun::status)
                    .otherwise(0);
        } catch (Failure.Invalid refused) {
            return Future.succeededFuture(0);
        }
    }

    private static int status(SmallAnswer answer) {
        boolean redirect = answer.status() >= 300 && answer.status() < 400;
        return redirect && answer.header("Location").orElse("").contains("error=") ? 400 : answer.status();
    }

    private static Outcome byPages(int ours, int unknown) {
        boolean unknownRefused = unknown >= 400 && unknown < 500;
        if (unknownRefused && ours >= 200 && ours < 400) {
            return Outcome.WRONG_SECRET;
        }
        return unknownRefused && ours == unknown ? Outcome.WRONG_CLIENT_ID : Outcome.UNCLEAR;
    }

    private static String words(NoToken refusal) {
        String vendor = refusal.vendor().message();
        String code = refusal.vendor().code();
        return refusal.detail()
                + (code == null ? "" : " It said: " + code + (vendor == null ? "" : ", " + vendor) + ".");
    }

    private void step(String name, boolean ok, String detail) {
        steps.add(new Step(name, ok, detail));
    }

    private Future<Finding> found(Outcome outcome, String explanation) {
        return Future.succeededFuture(
                new Finding(outcome, explanation, steps, tools.clock().instant()));
    }

    private SecretText invented() {
        byte[] bytes = new byte[33];
        tools.random().nextBytes(bytes);
        return new SecretText(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }
}
