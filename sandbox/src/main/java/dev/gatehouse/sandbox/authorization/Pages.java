package dev.gatehouse.sandbox.authorization;

import dev.gatehouse.sandbox.web.Answer;
import dev.gatehouse.sandbox.web.Html;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The pages a person sees: plain forms without scripts. The field names {@code username}, {@code password},
 * {@code patient} and {@code decision} are kept stable for programs that walk them.
 */
final class Pages {

    private static final String STYLE = """
            body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#f3f5f7;color:#1c2733}
            main{max-width:34rem;margin:2rem auto;padding:1.5rem 2rem 2rem;background:#fff;border:1px solid #d3dae1;border-radius:8px}
            h1{font-size:1.4rem;margin:.2rem 0 1rem} .where{color:#52616f;margin:0}
            label{display:block;margin:.8rem 0 .2rem;font-weight:600} .choice label{display:inline;font-weight:400}
            input[type=text],input[type=password]{width:100%;box-sizing:border-box;padding:.5rem;font:inherit;border:1px solid #75838f;border-radius:4px}
            button{font:inherit;padding:.5rem 1.2rem;margin:1.2rem .6rem 0 0;border-radius:4px;border:1px solid #14507f;background:#14507f;color:#fff}
            button.second{background:#fff;color:#14507f} .error{border-left:4px solid #a02020;padding:.4rem .8rem;background:#fdf0f0}
            .note{background:#eef4f9;padding:.6rem .8rem;border-radius:4px} code{background:#e7ebef;padding:0 .25rem}
            """;

    /** The style is allowed by its hash, so no nonce is needed and nothing else can be added. */
    private static final String STYLE_HASH =
            Base64.getEncoder().encodeToString(dev.gatehouse.sandbox.web.Fingerprint.sha256(STYLE));

    private Pages() {}

    /** The page of the step that comes next. */
    static Answer of(PendingAuthorization at, Chart chart, boolean wrongPassword) {
        SandboxUser user = at.user();
        if (user == null) {
            return signIn(at, chart, wrongPassword);
        }
        return at.patientMissing() ? pickPatient(at, user) : consent(at, user);
    }

    private static Answer signIn(PendingAuthorization at, Chart chart, boolean wrongPassword) {
        List<Html> users = new ArrayList<>();
        for (SandboxUser user : SandboxUser.of(at.request().base(), chart)) {
            users.add(Html.of(
                    "<li><code>{}</code>: {}</li>",
                    user.username(),
                    user.person().name()));
        }
        Html error = wrongPassword
                ? Html.of(
                        "<p class=\"error\" role=\"alert\">That name and password do not fit. Try one from the list.</p>")
                : Html.of("");
        Html body = Html.of("""
                <p class="where">Sandbox EHR</p><h1>Sign in</h1>{}
                <form method="post">
                <label for="username">User name</label>
                <input type="text" id="username" name="username" autocomplete="username" required>
                <label for="password">Password</label>
                <input type="password" id="password" name="password" autocomplete="current-password" required>
                <button type="submit">Sign in</button>
                </form>
                <div class="note"><p>Nobody here is real. You can sign in as</p><ul>{}</ul><p>with the password <code>{}</code>.</p></div>
                """, error, users, SandboxUser.PASSWORD);
        return page(wrongPassword ? 403 : 200, "Sign in", body, "form-action 'self'");
    }

    private static Answer pickPatient(PendingAuthorization at, SandboxUser user) {
        List<Html> choices = new ArrayList<>();
        for (Chart.Person patient : user.patients()) {
            choices.add(Html.of("""
                    <p class="choice"><input type="radio" id="{}" name="patient" value="{}" required>
                    <label for="{}">{}, born {}</label></p>
                    """, patient.id(), patient.id(), patient.id(), patient.name(), patient.birthDate()));
        }
        Html body = Html.of("""
                <p class="where">Signed in as {}</p><h1>Pick a patient</h1>
                <form method="post"><fieldset><legend>Whose data may {} see?</legend>{}</fieldset>
                <button type="submit">Continue</button></form>
                """, user.person().name(), at.request().client().name(), choices);
        return page(200, "Pick a patient", body, "form-action 'self'");
    }

    private static Answer consent(PendingAuthorization at, SandboxUser user) {
        List<Html> scopes = new ArrayList<>();
        for (String scope : at.request().scopes()) {
            scopes.add(Html.of("<li>{} <code>{}</code></li>", ScopeWords.of(scope), scope));
        }
        Chart.Person patient = at.patient();
        Html about = patient == null ? Html.of("") : Html.of("<p>Patient: <strong>{}</strong></p>", patient.name());
        Html body = Html.of("""
                <p class="where">Signed in as {}</p><h1>Allow {}?</h1>{}
                <p>The app asks to:</p><ul>{}</ul>
                <form method="post">
                <button type="submit" name="decision" value="allow">Allow</button>
                <button type="submit" name="decision" value="deny" class="second">Deny</button>
                </form>
                """, user.person().name(), at.request().client().name(), about, scopes);
        // No form-action here: browsers apply it to the redirects that follow, and those lead to the app.
        return page(200, "Allow access", body, "");
    }

    static Answer error(int status, String title, String why) {
        Html body = Html.of("<p class=\"where\">Sandbox EHR</p><h1>{}</h1><p class=\"error\">{}</p>", title, why);
        return page(status, title, body, "form-action 'none'");
    }

    private static Answer page(int status, String title, Html body, String formAction) {
        Html page = Html.of("""
                <!doctype html><html lang="en"><head><meta charset="utf-8">
                <meta name="viewport" content="width=device-width,initial-scale=1"><title>{} | Sandbox EHR</title>
                <style>{}</style></head><body><main>{}</main></body></html>
                """, title, Html.verbatim(STYLE), body);
        String policy = "default-src 'none'; base-uri 'none'; style-src 'sha256-" + STYLE_HASH + "'; " + formAction;
        return Answer.of(status, "text/html; charset=utf-8", Buffer.buffer(page.toString()))
                .with("content-security-policy", policy)
                .with("cache-control", "no-store")
                .with("referrer-policy", "no-referrer")
                .with("x-content-type-options", "nosniff");
    }
}
