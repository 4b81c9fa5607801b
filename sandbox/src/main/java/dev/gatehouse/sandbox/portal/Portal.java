package dev.gatehouse.sandbox.portal;

import dev.gatehouse.sandbox.authorization.Clients;
import dev.gatehouse.sandbox.web.Answer;
import dev.gatehouse.sandbox.web.Call;
import io.vertx.core.Future;

/** Everything below {@code /portal}: the pages for people and the JSON for tests, both over the same use cases. */
public final class Portal {

    private final PartnerPortal partners;
    private final PracticeDesk desk;
    private final PortalApi api;
    private final PortalPages pages;

    public Portal(PartnerPortal partners, Credentials credentials, PracticeDesk desk, Clients clients) {
        this.partners = partners;
        this.desk = desk;
        this.api = new PortalApi(partners, credentials, desk, clients);
        this.pages = new PortalPages(partners, credentials, desk);
    }

    /** Whether the portal answers at that path. */
    public static boolean holds(String path) {
        return path.equals("/portal") || path.startsWith("/portal/");
    }

    public Future<Answer> answer(Call call) {
        return call.path().startsWith(PortalApi.PATH) ? api.answer(call) : pages.answer(call);
    }

    public PartnerPortal partners() {
        return partners;
    }

    public PracticeDesk desk() {
        return desk;
    }
}
