package dev.gatehouse.sandbox.portal;

import dev.gatehouse.sandbox.web.Answer;
import dev.gatehouse.sandbox.web.Call;
import dev.gatehouse.sandbox.web.Html;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pages on which a partner registers, waits, chooses a password and signs in. */
final class PartnerPages {

    private final PartnerPortal portal;

    PartnerPages(PartnerPortal portal) {
        this.portal = portal;
    }

    static Answer home(@Nullable String who) {
        return Layout.page(200, who, "Partner portal", Html.of("""
                <p>This portal is a simulation of an EHR vendor's partner programme. Nobody here is real and nothing leaves this machine.</p>
                <ol><li><a href="/portal/register">Register</a> your company and developer.</li>
                <li>The vendor approves or refuses at <a href="/portal/vendor">the vendor's desk</a>; the login comes by <a href="/portal/mail">mail</a>.</li>
                <li><a href="/portal/login">Sign in</a>, select <a href="/portal/application">Application</a>, describe your application.</li>
                <li>Take client id and secret from its credentials page.</li>
                <li>The vendor lists it in the marketplace; each <a href="/portal/practices">practice</a> enables FHIR and authorizes it.</li></ol>
                """));
    }

    Answer register(Call call) {
        if (!call.isPost()) {
            return registration(200, "Register as a partner", NEW, new JsonObject(), List.of());
        }
        JsonObject typed = Field.json(Field.REGISTRATION, call.form());
        try {
            return Layout.seeOther(
                    "/portal/registrations/" + portal.register(typed).id());
        } catch (PortalRefusal refusal) {
            return registration(refusal.status(), "Register as a partner", NEW, typed, refusal.mistakes());
        }
    }

    private static final Html NEW =
            Html.of("<p>Your registration is read by a person, who approves it or writes back.</p>");

    private static Answer registration(
            int status, String title, Html before, JsonObject typed, List<Mistake> mistakes) {
        return Layout.page(status, null, title, Html.of("""
                {}<form method="post" novalidate>{}<button type="submit">Submit registration</button></form>
                """, before, Field.all(Field.REGISTRATION, typed, mistakes)));
    }

    /** How far a registration is; after a refusal also the form, to be changed and submitted again. */
    Answer state(Call call, String id) throws PortalRefusal {
        Partner partner = portal.partner(id);
        if (call.isPost()) {
            JsonObject typed = Field.json(Field.REGISTRATION, call.form());
            try {
                portal.resubmit(id, typed);
                return Layout.seeOther("/portal/registrations/" + id);
            } catch (PortalRefusal refusal) {
                if (refusal.mistakes().isEmpty()) {
                    throw refusal;
                }
                return registration(422, "Change your registration", reasons(partner), typed, refusal.mistakes());
            }
        }
        return switch (partner.state()) {
            case REFUSED ->
                registration(
                        200,
                        "Change your registration",
                        reasons(partner),
                        partner.form().toJson(),
                        List.of());
            case REGISTRATION_SUBMITTED -> waiting(partner);
            default ->
                Layout.page(
                        200,
                        null,
                        "Registration approved",
                        Html.of(
                                """
                    <p>{} may use the portal. The login was sent to {}: see <a href="/portal/mail">Mail</a>.</p>
                    """,
                                partner.form().companyName(),
                                partner.form().developerEmail()));
        };
    }

    private static Html reasons(Partner partner) {
        List<Html> items = new ArrayList<>();
        partner.reasons().forEach(reason -> items.add(Html.of("<li>{}</li>", reason)));
        return Html.of("""
                <div class="error" role="alert"><p>The vendor could not approve this registration:</p><ul>{}</ul></div>
                """, items);
    }

    private static Answer waiting(Partner partner) {
        Html until = partner.approvesAt() == null
                ? Html.of("until somebody decides at <a href=\"/portal/vendor\">the vendor's desk</a>")
                : Html.of("until {}", Layout.time(partner.approvesAt()));
        return Layout.page(
                200,
                null,
                "Registration submitted",
                Html.of("""
                <p>Thank you. The registration of {} waits {}. An e-mail will go to {}. Keep the address of this page.</p>
                """, partner.form().companyName(), until, partner.form().developerEmail()));
    }

    Answer signIn(Call call) {
        if (!call.isPost()) {
            return signInForm(200, "", Layout.NOTHING);
        }
        String name = call.form().text("username");
        String session = portal.logins().signIn(name.strip(), call.form().text("password"));
        return session == null
                ? signInForm(403, name, Layout.alert("That user name and password do not fit."))
                : Layout.seeOther("/portal/application").with("set-cookie", SessionCookie.opened(session));
    }

    private static Answer signInForm(int status, String name, Html error) {
        return Layout.page(status, null, "Sign in to the portal", Html.of("""
                {}<form method="post">
                <div class="field"><label for="username">User name</label><p class="hint">It stands in the e-mail of your approval</p>
                <input type="text" id="username" name="username" autocomplete="username" value="{}" required></div>
                <div class="field"><label for="password">Password</label>
                <input type="password" id="password" name="password" autocomplete="current-password" required></div>
                <button type="submit">Sign in</button></form>
                """, error, name));
    }

    Answer signOut(Call call) {
        portal.logins().signOut(SessionCookie.of(call));
        return Layout.seeOther("/portal/").with("set-cookie", SessionCookie.closed());
    }

    /** Where the link of the approval leads. */
    Answer welcome(Call call) throws PortalRefusal {
        String token = call.isPost() ? call.form().text("token") : call.query().text("token");
        String login = portal.logins().linked(token);
        if (login == null) {
            throw new PortalRefusal(410, "This link has been used or is too old. Ask the vendor for another.");
        }
        if (!call.isPost()) {
            return choosePassword(200, login, token, Layout.NOTHING);
        }
        try {
            String session = portal.logins().choose(token, call.form().text("password"));
            return Layout.seeOther("/portal/application").with("set-cookie", SessionCookie.opened(session));
        } catch (PortalRefusal refusal) {
            return choosePassword(refusal.status(), login, token, Layout.alert(refusal.words()));
        }
    }

    private static Answer choosePassword(int status, String login, String token, Html error) {
        return Layout.page(status, null, "Choose your password", Html.of("""
                {}<p>Your user name is <code>{}</code>.</p>
                <form method="post" action="/portal/welcome"><input type="hidden" name="token" value="{}">
                <div class="field"><label for="password">New password</label><p class="hint">8 characters or more</p>
                <input type="password" id="password" name="password" autocomplete="new-password" required></div>
                <button type="submit">Save and sign in</button></form>
                """, error, login, token));
    }

    Answer mails(Call call) {
        String to = call.query().text("to").strip();
        List<Html> rows = new ArrayList<>();
        for (Mail mail : portal.mails(to)) {
            rows.add(Html.of(
                    "<tr><td>{}</td><td>{}</td><td><a href=\"/portal/mail/{}\">{}</a></td></tr>",
                    Layout.time(mail.at()),
                    mail.to(),
                    mail.id(),
                    mail.subject()));
        }
        Html list = rows.isEmpty() ? Html.of("<p>No mail.</p>") : Html.of("""
                        <table><thead><tr><th scope="col">Written</th><th scope="col">To</th><th scope="col">Subject</th></tr></thead>
                        <tbody>{}</tbody></table>
                        """, rows);
        return Layout.page(200, null, "Mail", Html.of("""
                <p>What the vendor's portal would have sent. Nothing is sent from here.</p>
                <form method="get"><div class="field"><label for="to">To</label><input type="email" id="to" name="to" value="{}"></div>
                <button type="submit" class="second">Show</button></form>{}
                """, to, list));
    }

    Answer mail(String id) throws PortalRefusal {
        if (id.endsWith(".eml")) {
            return PortalApi.eml(portal.mail(id.substring(0, id.length() - ".eml".length())));
        }
        Mail mail = portal.mail(id);
        Html head = Layout.table(List.of(
                Layout.row("Written", Layout.time(mail.at())),
                Layout.row("From", Mail.FROM),
                Layout.row("To", mail.to())));
        return Layout.page(200, null, mail.subject(), Html.of("""
                {}<pre>{}</pre><p><a href="{}">Open the link in this mail</a></p>
                <p><a href="/portal/mail/{}.eml" download>Download as a file (.eml)</a></p>
                """, head, mail.text(), mail.link(), mail.id()));
    }
}
