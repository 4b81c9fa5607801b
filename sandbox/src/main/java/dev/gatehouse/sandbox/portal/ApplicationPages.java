package dev.gatehouse.sandbox.portal;

import dev.gatehouse.sandbox.authorization.Client;
import dev.gatehouse.sandbox.authorization.KnownSecret;
import dev.gatehouse.sandbox.web.Answer;
import dev.gatehouse.sandbox.web.Call;
import dev.gatehouse.sandbox.web.Html;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The pages of a partner that is signed in: applications, what was received, the listing, credentials. */
final class ApplicationPages {

    private static final String PATH = "/portal/application/";

    private final PartnerPortal portal;
    private final Credentials credentials;

    ApplicationPages(PartnerPortal portal, Credentials credentials) {
        this.portal = portal;
        this.credentials = credentials;
    }

    /** @param parts of the path, the first of which is {@code application} */
    Future<Answer> answer(Call call, Partner partner, List<String> parts) throws PortalRefusal {
        String id = parts.size() > 1 ? parts.get(1) : "";
        String rest = parts.size() > 2 ? parts.get(2) : "";
        if (id.isEmpty()) {
            return Future.succeededFuture(all(partner));
        }
        if (id.equals("new")) {
            return Future.succeededFuture(form(call, partner, "", new JsonObject().put("applicationType", "provider")));
        }
        PortalApplication application = portal.application(id);
        if (!application.registration().equals(partner.id())) {
            throw PortalRefusal.missing("application");
        }
        return switch (rest) {
            case "" -> Future.succeededFuture(received(partner, application));
            case "edit" ->
                Future.succeededFuture(
                        form(call, partner, id, application.form().toJson()));
            case "listing" -> Future.succeededFuture(listing(partner, application));
            case "credentials" -> credentials(call, partner, application);
            default -> throw PortalRefusal.missing("page");
        };
    }

    private static String who(Partner partner) {
        return partner.form().companyName();
    }

    private Answer all(Partner partner) {
        List<Html> rows = new ArrayList<>();
        for (PortalApplication one : portal.applications(partner.id())) {
            rows.add(Html.of(
                    "<tr><th scope=\"row\"><a href=\"{}\">{}</a></th><td>{}</td><td>{}</td></tr>",
                    PATH + one.clientId(),
                    one.form().applicationName(),
                    one.form().typeWords(),
                    standing(one)));
        }
        Html table =
                rows.isEmpty() ? Html.of("<p>You have no application yet.</p>") : Html.of("<table>{}</table>", rows);
        return Layout.page(
                200,
                who(partner),
                "Application",
                Html.of("{}<p><a href=\"/portal/application/new\">Describe a new application</a></p>", table));
    }

    private Html standing(PortalApplication application) {
        String enabled = credentials.enabled(application) ? "enabled by vendor" : "switched off by vendor";
        return application.inMarketplace()
                ? Html.of("<span class=\"state\">{}</span> <span class=\"state\">in marketplace</span>", enabled)
                : Html.of("<span class=\"state\">{}</span>", enabled);
    }

    /** @param id of the application to change, or the empty text */
    private Answer form(Call call, Partner partner, String id, JsonObject before) throws PortalRefusal {
        if (!call.isPost()) {
            return form(200, partner, id, before, List.of());
        }
        JsonObject typed = Field.json(Field.APPLICATION, call.form());
        try {
            PortalApplication kept = id.isEmpty() ? portal.apply(partner.id(), typed) : portal.edit(id, typed);
            return Layout.seeOther(PATH + kept.clientId());
        } catch (PortalRefusal refusal) {
            if (refusal.mistakes().isEmpty()) {
                throw refusal;
            }
            return form(refusal.status(), partner, id, typed, refusal.mistakes());
        }
    }

    private static Answer form(int status, Partner partner, String id, JsonObject typed, List<Mistake> mistakes) {
        String title = id.isEmpty() ? "Describe your application" : "Change your application";
        return Layout.page(
                status,
                who(partner),
                title,
                Html.of("""
                <p>What you leave blank is shown to EHR users as “{}”.</p>
                <form method="post" novalidate>{}<button type="submit">Submit application</button></form>
                """, PortalApplication.NOT_PROVIDED, Field.all(Field.APPLICATION, typed, mistakes)));
    }

    private Answer received(Partner partner, PortalApplication application) {
        ApplicationForm form = application.form();
        String path = PATH + application.clientId();
        List<Html> rows = new ArrayList<>();
        rows.add(Layout.row("Redirect URLs", lines(form.redirectUrls())));
        rows.add(Layout.row("Launch URLs", lines(form.launchUrls())));
        rows.add(Layout.row("JWKS URL", lines(form.jwksUrl().isEmpty() ? List.of() : List.of(form.jwksUrl()))));
        rows.add(Layout.row("Scopes", lines(form.scopes())));
        rows.add(Layout.row("Submitted", Layout.time(application.submittedAt())));
        rows.add(Layout.row("Last changed", Layout.time(application.changedAt())));
        return Layout.page(
                200,
                who(partner),
                form.applicationName(),
                Html.of(
                        """
                <p>{}</p><p><a href="{}">Credentials</a> · <a href="{}">Listing as EHR users see it</a> · <a href="{}">Change</a></p>
                <h2>What we received</h2>{}{}
                """,
                        standing(application),
                        path + "/credentials",
                        path + "/listing",
                        path + "/edit",
                        Layout.listing(application),
                        Layout.table(rows)));
    }

    private static Html lines(List<String> texts) {
        if (texts.isEmpty()) {
            return Html.of("<span class=\"missing\">none</span>");
        }
        List<Html> lines = new ArrayList<>();
        texts.forEach(text -> lines.add(Html.of("<code>{}</code><br>", text)));
        return Html.of("{}", lines);
    }

    private static Answer listing(Partner partner, PortalApplication application) {
        return Layout.page(
                200,
                who(partner),
                application.form().applicationName(),
                Html.of("""
                <p class="note">This is how EHR users see the application.</p>{}
                <p><a href="{}">Back to the application</a></p>
                """, Layout.listing(application), PATH + application.clientId()));
    }

    private Future<Answer> credentials(Call call, Partner partner, PortalApplication application) throws PortalRefusal {
        String action = call.isPost() ? call.form().text("action") : "";
        if (action.equals("regenerate")) {
            portal.regenerateSecret(application.clientId(), overlap(call.form().text("overlap")));
            return Future.succeededFuture(Layout.seeOther(PATH + application.clientId() + "/credentials"));
        }
        if (application.form().type() == Client.Type.SYSTEM) {
            return credentials.published(application, call).map(keys -> keys(partner, application, keys));
        }
        return Future.succeededFuture(secrets(partner, application, action.equals("show")));
    }

    private static Duration overlap(String hours) throws PortalRefusal {
        try {
            return Duration.ofHours(Integer.parseInt(hours));
        } catch (NumberFormatException wrong) {
            throw new PortalRefusal(422, "Choose how long the old secret goes on working");
        }
    }

    private Answer secrets(Partner partner, PortalApplication application, boolean show) {
        List<KnownSecret> working = credentials.secrets(application);
        List<Html> rows = new ArrayList<>();
        rows.add(Layout.row("Client ID", Html.of("<code id=\"client-id\">{}</code>", application.clientId())));
        for (int i = 0; i < working.size(); i++) {
            KnownSecret secret = working.get(i);
            rows.add(Layout.row(i == 0 ? "Client secret" : "Secret before", secret(secret, show, i)));
        }
        return Layout.page(
                200,
                who(partner),
                "Credentials",
                Html.of("""
                <p>{}</p>{}
                <form method="post"><button type="submit" name="action" value="show" class="second">Show the secret</button></form>
                <h2>Regenerate the secret</h2>
                <form method="post"><div class="field"><label for="overlap">The old secret goes on working</label>
                <select id="overlap" name="overlap"><option value="0">not at all</option><option value="1">for an hour</option>
                <option value="24">for a day</option><option value="168">for a week</option></select></div>
                <button type="submit" name="action" value="regenerate">Regenerate secret</button></form>
                <p><a href="{}">Back to the application</a></p>
                """, application.form().applicationName(), Layout.table(rows), PATH + application.clientId()));
    }

    private static Html secret(KnownSecret secret, boolean show, int number) {
        String text = show
                ? secret.value()
                : "•".repeat(12) + secret.value().substring(secret.value().length() - 4);
        Html end = secret.endsAt() == null ? Layout.NOTHING : Html.of(", works until {}", Layout.time(secret.endsAt()));
        return Html.of(
                "<code id=\"secret-{}\">{}</code><br>issued {}, last used {}{}",
                number,
                text,
                Layout.time(secret.issuedAt()),
                Layout.time(secret.usedAt()),
                end);
    }

    private Answer keys(Partner partner, PortalApplication application, Credentials.PublishedKeys published) {
        List<Html> rows = new ArrayList<>();
        rows.add(Layout.row("Client ID", Html.of("<code id=\"client-id\">{}</code>", application.clientId())));
        rows.add(Layout.row("JWKS URL", application.form().jwksUrl()));
        rows.add(Layout.row("Last used", Layout.time(credentials.usedAt(application))));
        for (JsonObject key : published.keys()) {
            rows.add(Layout.row(
                    "Key",
                    Html.of(
                            "<code>{}</code> {} {}",
                            key.getString("kid"),
                            key.getString("kty"),
                            key.getString("alg"))));
        }
        Html problem = published.problem().isEmpty() ? Layout.NOTHING : Layout.alert(published.problem());
        return Layout.page(
                200,
                who(partner),
                "Credentials",
                Html.of(
                        """
                <p>{} signs with its own keys and has no secret. This is what the JWKS URL answers now.</p>{}{}
                <p><a href="{}">Back to the application</a></p>
                """,
                        application.form().applicationName(),
                        problem,
                        Layout.table(rows),
                        PATH + application.clientId()));
    }
}
