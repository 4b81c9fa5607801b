package dev.gatehouse.sandbox.authorization;

import dev.gatehouse.sandbox.directory.Base;
import dev.gatehouse.sandbox.fault.Behaviour;
import dev.gatehouse.sandbox.web.Answer;
import dev.gatehouse.sandbox.web.Call;
import dev.gatehouse.sandbox.web.Parameters;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The authorization endpoint and the pages behind it. A good request gets an address of its own, below {@code /authorize},
 * which shows the step that comes next: sign in, pick a patient, allow or deny.
 */
final class AuthorizationEndpoint {

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int PENDING_KEPT = 10_000;

    private final AuthorizationChecks checks;
    private final Grants grants;
    private final Chart chart;
    private final Behaviour behaviour;
    private final Clock clock;
    private final Secrets secrets;
    private final Map<String, PendingAuthorization> pending = new LinkedHashMap<>();

    AuthorizationEndpoint(
            AuthorizationChecks checks, Grants grants, Chart chart, Behaviour behaviour, Clock clock, Secrets secrets) {
        this.checks = checks;
        this.grants = grants;
        this.chart = chart;
        this.behaviour = behaviour;
        this.clock = clock;
        this.secrets = secrets;
    }

    /** {@code GET} or {@code POST .../authorize}. */
    Answer begin(Base base, Call call) {
        Parameters sent = call.isPost() ? call.form() : call.query();
        AuthorizationChecks.Checked checked = checks.check(base, sent, call);
        AuthorizationRequest request = checked.request();
        if (request == null) {
            return refused(base, checked, sent, call);
        }
        if (behaviour.denyAll()) {
            return denied(request);
        }
        if (behaviour.autoApprove()) {
            SandboxUser user = SandboxUser.of(base, chart).get(0);
            return allowed(
                    request, user, request.asksForPatient() ? user.patients().get(0) : null);
        }
        String id = secrets.next("");
        keep(new PendingAuthorization(id, request, null, null, clock.instant().plus(PATIENCE)));
        return Answer.redirect(base.authorizationEndpoint() + "/" + id);
    }

    /** {@code GET} or {@code POST .../authorize/{id}}. A POST may carry one step or several at once. */
    Answer step(Base base, String id, Call call) {
        PendingAuthorization at = find(base, id);
        if (at == null) {
            return Pages.error(
                    410, "This sign-in is over", "It has ended or waited too long. Start again from the app.");
        }
        return call.isPost() ? advance(at, call.form()) : Pages.of(at, chart, false);
    }

    private Answer advance(PendingAuthorization at, Parameters form) {
        PendingAuthorization now = at;
        if (form.has("username")) {
            Optional<SandboxUser> user =
                    SandboxUser.signedIn(now.request().base(), chart, form.text("username"), form.text("password"));
            if (user.isEmpty()) {
                return Pages.of(now, chart, true);
            }
            now = now.signedIn(user.get());
        }
        SandboxUser user = now.user();
        if (user != null && form.has("patient")) {
            now = user.patient(form.text("patient")).map(now::about).orElse(now);
        }
        if (form.text("decision").equals("deny")) {
            forget(now);
            return denied(now.request());
        }
        if (user != null && !now.patientMissing() && form.text("decision").equals("allow")) {
            forget(now);
            return allowed(now.request(), user, now.patient());
        }
        keep(now);
        return Answer.redirect(now.request().base().authorizationEndpoint() + "/" + now.id());
    }

    private Answer allowed(AuthorizationRequest request, SandboxUser user, Chart.@Nullable Person patient) {
        String code = grants.issueCode(request, user.person(), patient == null ? null : patient.id());
        return Answer.redirect(withParameters(request, Map.of("code", code)));
    }

    private Answer denied(AuthorizationRequest request) {
        return Answer.redirect(withParameters(
                request, Map.of("error", "access_denied", "error_description", "The request was denied")));
    }

    private String withParameters(AuthorizationRequest request, Map<String, String> parameters) {
        return withParameters(request.base(), request.redirectUri(), request.state(), parameters);
    }

    private String withParameters(Base base, String redirectUri, String state, Map<String, String> parameters) {
        StringBuilder address = new StringBuilder(redirectUri);
        char joint = redirectUri.indexOf('?') < 0 ? '?' : '&';
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            address.append(joint).append(parameter.getKey()).append('=').append(encode(parameter.getValue()));
            joint = '&';
        }
        if (!state.isEmpty()) {
            address.append("&state=").append(encode(behaviour.wrongState() ? "x" + state : state));
        }
        switch (behaviour.issuerParameter()) {
            case NONE -> {}
            case GOOD -> address.append("&iss=").append(encode(base.issuer()));
            case WRONG -> address.append("&iss=").append(encode("https://other.example.com/fhir"));
        }
        return address.toString();
    }

    /** Told by a redirect only when the client and its address are beyond doubt (RFC 6749, section 4.1.2.1). */
    private Answer refused(Base base, AuthorizationChecks.Checked checked, Parameters sent, Call call) {
        Refusal refusal = checked.refusal();
        if (refusal != null && refusal.vendors()) {
            String why =
                    refusal.error() + ": " + refusal.description() + ". pfCorrelationId " + Refusal.correlationId(call);
            return Pages.error(refusal.status(), "This app cannot be connected", why);
        }
        if (refusal == null || !checked.redirectable()) {
            String why = refusal == null ? "" : refusal.description();
            return Pages.error(400, "This app cannot be connected", why);
        }
        Map<String, String> error = Map.of("error", refusal.error(), "error_description", refusal.description());
        return Answer.redirect(withParameters(base, sent.text("redirect_uri"), sent.text("state"), error));
    }

    private synchronized void keep(PendingAuthorization at) {
        pending.put(at.id(), at);
        if (pending.size() > PENDING_KEPT) {
            Iterator<String> oldest = pending.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    private synchronized @Nullable PendingAuthorization find(Base base, String id) {
        PendingAuthorization at = pending.get(id);
        boolean good = at != null
                && at.request().base().url().equals(base.url())
                && clock.instant().isBefore(at.expiresAt());
        return good ? at : null;
    }

    private synchronized void forget(PendingAuthorization at) {
        pending.remove(at.id());
    }

    synchronized void forget() {
        pending.clear();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
