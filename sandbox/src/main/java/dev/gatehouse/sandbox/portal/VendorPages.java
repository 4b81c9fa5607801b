package dev.gatehouse.sandbox.portal;

import dev.gatehouse.sandbox.directory.Practice;
import dev.gatehouse.sandbox.web.Answer;
import dev.gatehouse.sandbox.web.Call;
import dev.gatehouse.sandbox.web.Html;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The pages of those a partner waits for: the vendor, who approves and switches, and the practice's administrator, who
 * enables FHIR and lets apps in. No password is asked: a person who tries the sandbox plays all parts.
 */
final class VendorPages {

    private final PartnerPortal portal;
    private final Credentials credentials;
    private final PracticeDesk desk;

    VendorPages(PartnerPortal portal, Credentials credentials, PracticeDesk desk) {
        this.portal = portal;
        this.credentials = credentials;
        this.desk = desk;
    }

    /** @param parts of the path, the first of which is {@code vendor} */
    Answer vendor(Call call, List<String> parts) throws PortalRefusal {
        if (!call.isPost()) {
            return desk();
        }
        String what = parts.size() > 1 ? parts.get(1) : "";
        String id = parts.size() > 2 ? parts.get(2) : "";
        switch (what + " " + call.form().text("decision")) {
            case "registrations approve" -> portal.approve(id);
            case "registrations refuse" ->
                portal.refuse(
                        id,
                        call.form().text("reasons").lines().map(String::strip).toList());
            case "applications enable" -> portal.enable(id, true);
            case "applications disable" -> portal.enable(id, false);
            case "applications list" -> portal.list(id, true);
            case "applications unlist" -> portal.list(id, false);
            default -> throw PortalRefusal.missing("decision");
        }
        return Layout.seeOther("/portal/vendor");
    }

    private Answer desk() {
        List<Html> waiting = new ArrayList<>();
        for (Partner partner : portal.partners()) {
            if (partner.waiting()) {
                waiting.add(decision(partner));
            }
        }
        List<Html> apps = new ArrayList<>();
        portal.applications("").forEach(application -> apps.add(switches(application)));
        return Layout.page(
                200,
                null,
                "Vendor's desk",
                Html.of(
                        """
                <p class="note">Here you play the vendor: you approve partners and switch their applications.</p>
                <h2>Registrations that wait</h2>{}<h2>Applications</h2>{}
                """,
                        waiting.isEmpty() ? Html.of("<p>None.</p>") : waiting,
                        apps.isEmpty() ? Html.of("<p>None.</p>") : Html.of("<table>{}</table>", apps)));
    }

    private static Html decision(Partner partner) {
        RegistrationForm form = partner.form();
        String reasons = "reasons-" + partner.id();
        return Html.of(
                """
                <section>{}<form method="post" action="/portal/vendor/registrations/{}">
                <button type="submit" name="decision" value="approve">Approve {}</button>
                <div class="field"><label for="{}">Reasons for a refusal</label><p class="hint">One a line</p>
                <textarea id="{}" name="reasons"></textarea></div>
                <button type="submit" name="decision" value="refuse" class="second">Refuse {}</button></form></section>
                """,
                Layout.table(List.of(
                        Layout.row("Company", form.companyName()),
                        Layout.row("Website", shown(form.companyWebsite())),
                        Layout.row("Postal address", shown(form.address())),
                        Layout.row("Telephone", shown(form.phone())),
                        Layout.row("Developer", form.developerName() + ", " + form.developerEmail()),
                        Layout.row("Submitted", Layout.time(partner.submittedAt())))),
                partner.id(),
                form.companyName(),
                reasons,
                reasons,
                form.companyName());
    }

    private static Html shown(String text) {
        return text.isEmpty() ? Html.of("<span class=\"missing\">not given</span>") : Html.of("{}", text);
    }

    private Html switches(PortalApplication application) {
        boolean enabled = credentials.enabled(application);
        String name = application.form().applicationName();
        return Html.of(
                """
                <tr><th scope="row">{}<br>by {}</th><td><form method="post" action="/portal/vendor/applications/{}">{}{}</form></td></tr>
                """,
                name,
                application.company(),
                application.clientId(),
                enabled ? button("disable", "Switch off", name) : button("enable", "Enable", name),
                !enabled
                        ? Layout.NOTHING
                        : application.inMarketplace()
                                ? button("unlist", "Take out of the marketplace:", name)
                                : button("list", "Put in the marketplace:", name));
    }

    private static Html button(String value, String words, String name) {
        return Html.of(
                "<button type=\"submit\" class=\"second\" name=\"decision\" value=\"{}\">{} {}</button>",
                value,
                words,
                name);
    }

    /** @param parts of the path, the first of which is {@code practices} */
    Answer practices(Call call, List<String> parts) throws PortalRefusal {
        if (parts.size() < 2 || parts.get(1).isEmpty()) {
            return search(call.query().text("q"));
        }
        Practice practice = desk.practice(parts.get(1));
        if (parts.size() > 3 && parts.get(2).equals("apps")) {
            return app(call, practice, portal.application(parts.get(3)));
        }
        if (call.isPost()) {
            desk.enableFhir(practice.guid(), call.form().text("fhir").equals("on"));
            return Layout.seeOther("/portal/practices/" + practice.guid());
        }
        return practice(practice);
    }

    private Answer search(String text) {
        List<Html> found = new ArrayList<>();
        for (Practice practice : desk.search(text)) {
            found.add(Html.of(
                    "<li><a href=\"/portal/practices/{}\">{}</a>, {}, {}</li>",
                    practice.guid(),
                    practice.name().isBlank() ? practice.guid() : practice.name(),
                    practice.city(),
                    practice.state()));
        }
        return Layout.page(
                200,
                null,
                "Practices",
                Html.of(
                        """
                <p class="note">Here you play the administrator of a practice.</p>
                <form method="get"><div class="field"><label for="q">Name of the practice</label>
                <input type="search" id="q" name="q" value="{}"></div><button type="submit" class="second">Search</button></form>
                {}
                """,
                        text,
                        found.isEmpty()
                                ? Html.of("<p>No practice has that name.</p>")
                                : Html.of("<ul>{}</ul>", found)));
    }

    private Answer practice(Practice practice) {
        boolean on = desk.fhirEnabled(practice.guid());
        List<Html> apps = new ArrayList<>();
        for (PortalApplication application : desk.marketplace()) {
            boolean in = desk.authorized(practice.guid(), application.clientId()) != null;
            apps.add(Html.of(
                    "<li><a href=\"/portal/practices/{}/apps/{}\">{}</a> {}</li>",
                    practice.guid(),
                    application.clientId(),
                    application.form().applicationName(),
                    in ? Html.of("<span class=\"state\">authorized</span>") : Layout.NOTHING));
        }
        return Layout.page(
                200,
                null,
                practice.name(),
                Html.of(
                        """
                <p>{}, {}, {}</p><h2>FHIR</h2>
                <form method="post"><p>FHIR is <strong>{}</strong> at this practice.</p>
                <button type="submit" name="fhir" value="{}">{}</button></form>
                <h2>App marketplace</h2>{}
                """,
                        practice.street(),
                        practice.city(),
                        practice.state(),
                        on ? "enabled" : "not enabled",
                        on ? "off" : "on",
                        on ? "Disable FHIR" : "Enable FHIR",
                        apps.isEmpty()
                                ? Html.of("<p>There is no application in the marketplace.</p>")
                                : Html.of("<ul>{}</ul>", apps)));
    }

    private Answer app(Call call, Practice practice, PortalApplication application) throws PortalRefusal {
        String path = "/portal/practices/" + practice.guid() + "/apps/" + application.clientId();
        if (call.isPost()) {
            if (call.form().text("decision").equals("withdraw")) {
                desk.withdraw(practice.guid(), application.clientId());
            } else {
                desk.authorize(
                        practice.guid(),
                        application.clientId(),
                        new LinkedHashSet<>(call.form().all("scope")));
            }
            return Layout.seeOther(path);
        }
        return details(practice, application, desk.authorized(practice.guid(), application.clientId()));
    }

    private static Answer details(Practice practice, PortalApplication application, @Nullable Set<String> allowed) {
        List<Html> scopes = new ArrayList<>();
        List<String> asked = application.form().scopes();
        for (int i = 0; i < asked.size(); i++) {
            boolean ticked = allowed == null || allowed.contains(asked.get(i));
            scopes.add(Html.of(
                    "<p class=\"choice\"><input type=\"checkbox\" id=\"scope-{}\" name=\"scope\" value=\"{}\"{}> <label for=\"scope-{}\"><code>{}</code></label></p>",
                    i,
                    asked.get(i),
                    ticked ? Html.of(" checked") : Layout.NOTHING,
                    i,
                    asked.get(i)));
        }
        Html withdraw = allowed == null
                ? Layout.NOTHING
                : Html.of(
                        "<button type=\"submit\" class=\"second\" name=\"decision\" value=\"withdraw\">Withdraw</button>");
        return Layout.page(
                200,
                null,
                application.form().applicationName(),
                Html.of(
                        """
                <p>{}</p>{}<form method="post"><fieldset><legend>What may it ask for?</legend>{}</fieldset>
                <button type="submit" name="decision" value="authorize">Authorize App</button>{}</form>
                <p><a href="/portal/practices/{}">Back to {}</a></p>
                """,
                        allowed == null ? "Not authorized at this practice." : "Authorized at this practice.",
                        Layout.listing(application),
                        scopes,
                        withdraw,
                        practice.guid(),
                        practice.name()));
    }
}
