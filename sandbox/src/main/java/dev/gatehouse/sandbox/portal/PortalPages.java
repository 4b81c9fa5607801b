package dev.gatehouse.sandbox.portal;

import dev.gatehouse.sandbox.web.Answer;
import dev.gatehouse.sandbox.web.Call;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which page is meant, and who asks for it. */
final class PortalPages {

    private final PartnerPortal portal;
    private final PartnerPages partners;
    private final ApplicationPages applications;
    private final VendorPages vendor;

    PortalPages(PartnerPortal portal, Credentials credentials, PracticeDesk desk) {
        this.portal = portal;
        this.partners = new PartnerPages(portal);
        this.applications = new ApplicationPages(portal, credentials);
        this.vendor = new VendorPages(portal, credentials, desk);
    }

    Future<Answer> answer(Call call) {
        Partner partner = portal.withLogin(portal.logins().signedIn(SessionCookie.of(call)));
        try {
            refuseForeignForms(call);
            return route(call, partner);
        } catch (PortalRefusal refusal) {
            return Future.succeededFuture(
                    Layout.page(refusal.status(), who(partner), "That did not work", Layout.alert(refusal.words())));
        }
    }

    private static @Nullable String who(@Nullable Partner partner) {
        return partner == null ? null : partner.form().companyName();
    }

    /** Browsers say where a form came from; one of another site is not the will of the person who sits here. */
    private static void refuseForeignForms(Call call) throws PortalRefusal {
        if (!call.isGet() && !call.isPost()) {
            throw new PortalRefusal(405, "Pages take GET and POST only");
        }
        if (call.isPost() && "cross-site".equals(call.header("sec-fetch-site"))) {
            throw new PortalRefusal(403, "This form came from another site");
        }
    }

    private Future<Answer> route(Call call, @Nullable Partner partner) throws PortalRefusal {
        String rest = call.path().replaceFirst("^/portal/?", "");
        List<String> parts = List.of(rest.split("/", -1));
        String last = parts.size() > 1 ? parts.get(1) : "";
        return switch (parts.get(0)) {
            case "" -> done(PartnerPages.home(who(partner)));
            case "register" -> done(partners.register(call));
            case "registrations" -> done(partners.state(call, last));
            case "welcome" -> done(partners.welcome(call));
            case "login" -> done(partners.signIn(call));
            case "logout" -> done(call.isPost() ? partners.signOut(call) : Layout.seeOther("/portal/"));
            case "mail" -> done(last.isEmpty() ? partners.mails(call) : partners.mail(last));
            case "vendor" -> done(vendor.vendor(call, parts));
            case "practices" -> done(vendor.practices(call, parts));
            case "application" ->
                partner == null ? done(Layout.seeOther("/portal/login")) : applications.answer(call, partner, parts);
            default -> throw PortalRefusal.missing("page");
        };
    }

    private static Future<Answer> done(Answer answer) {
        return Future.succeededFuture(answer);
    }
}
