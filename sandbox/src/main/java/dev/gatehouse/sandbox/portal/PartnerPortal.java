package dev.gatehouse.sandbox.portal;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.sandbox.authorization.Client;
import dev.gatehouse.sandbox.authorization.Clients;
import dev.gatehouse.sandbox.authorization.Secrets;
import dev.gatehouse.sandbox.fault.Programme;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The vendor's partner programme: register a company, be approved or refused, describe applications, fetch and replace
 * their credentials, be switched on and listed. The steps are those of Practice Fusion's PDS API programme (get-started
 * page, 2026-09). Everything is in memory; safe for any thread.
 */
public final class PartnerPortal {

    private static final int KEPT = 10_000;
    private static final int MOST_APPLICATIONS = 20;
    private static final Duration LONGEST_WAIT = Duration.ofDays(365);
    private static final Duration LONGEST_OVERLAP = Duration.ofDays(30);

    private final Clients clients;
    private final Secrets secrets;
    private final Programme programme;
    private final Clock clock;
    private final Supplier<String> origin;
    private final Outbox outbox = new Outbox();
    private final Logins logins;
    private final Map<String, Partner> partners = new LinkedHashMap<>();
    private final Map<String, PortalApplication> applications = new LinkedHashMap<>();

    /** @param origin of the links in e-mails, known when the sandbox listens */
    public PartnerPortal(Clients clients, Secrets secrets, Programme programme, Clock clock, Supplier<String> origin) {
        this.clients = clients;
        this.secrets = secrets;
        this.programme = programme;
        this.clock = clock;
        this.origin = origin;
        this.logins = new Logins(secrets, clock);
    }

    /** Takes a registration. {@code approveAfterSeconds} and {@code autoApprove} in the form are the sandbox's own. */
    public synchronized Partner register(JsonObject form) throws PortalRefusal {
        RegistrationForm read = RegistrationForm.read(form);
        String id = secrets.next("reg-").substring(0, 16);
        Partner partner = keep(Partner.submitted(id, read, clock.instant(), approvesAt(form)));
        return Boolean.TRUE.equals(form.getValue("autoApprove")) ? approve(id) : partner;
    }

    private @Nullable Instant approvesAt(JsonObject form) throws PortalRefusal {
        Duration delay = form.getValue("approveAfterSeconds") instanceof Number seconds
                ? Duration.ofSeconds(seconds.longValue())
                : programme.approveAfter();
        if (delay == null) {
            return null;
        }
        if (delay.isNegative() || delay.compareTo(LONGEST_WAIT) > 0) {
            throw new PortalRefusal(422, "The wait for approval may be a year at most");
        }
        return clock.instant().plus(delay);
    }

    /** Takes the form again after a refusal. */
    @CanIgnoreReturnValue
    public synchronized Partner resubmit(String id, JsonObject form) throws PortalRefusal {
        Partner before = partner(id);
        if (before.state() != Partner.State.REFUSED) {
            throw new PortalRefusal(409, "Only a registration that was refused can be submitted again");
        }
        return keep(Partner.submitted(id, RegistrationForm.read(form), clock.instant(), approvesAt(form)));
    }

    /** Lets the partner in and writes the e-mail with the login; changes nothing for who is in already. */
    @CanIgnoreReturnValue
    public synchronized Partner approve(String id) throws PortalRefusal {
        Partner partner = partner(id);
        if (partner.state() == Partner.State.REFUSED) {
            throw new PortalRefusal(409, "The registration was refused; the partner must submit it again");
        }
        return partner.waiting() ? letIn(partner, clock.instant()) : partner;
    }

    @CanIgnoreReturnValue
    private Partner letIn(Partner partner, Instant at) {
        String login = "portal-" + partner.id();
        String link = origin.get() + "/portal/welcome?token=" + logins.link(login);
        outbox.send(
                at,
                partner.form().developerEmail(),
                "Your partner registration is approved",
                "Hello " + partner.form().developerName() + ",\n\n"
                        + partner.form().companyName() + " may now use the partner portal.\n\n"
                        + "User name: " + login + "\n"
                        + "Choose your password here, once, within seven days:\n" + link + "\n\n"
                        + "Then select Application from the navigation and describe your application.\n",
                link);
        return keep(partner.approved(login));
    }

    /** Sends the partner away, with reasons; the form may be submitted again. */
    @CanIgnoreReturnValue
    public synchronized Partner refuse(String id, List<String> reasons) throws PortalRefusal {
        Partner partner = partner(id);
        if (!partner.waiting()) {
            throw new PortalRefusal(409, "Only a registration that waits can be refused");
        }
        JsonObject sent = new JsonObject().put("reasons", new JsonArray(reasons));
        FormReader form = new FormReader(sent);
        List<String> why = form.texts("reasons");
        if (why.isEmpty()) {
            form.wrong("reasons", "name at least one");
        }
        PortalRefusal.refuse(form.mistakes());
        String link = origin.get() + "/portal/registrations/" + id;
        outbox.send(
                clock.instant(),
                partner.form().developerEmail(),
                "Your partner registration needs changes",
                "Hello " + partner.form().developerName() + ",\n\n"
                        + "we could not approve the registration of "
                        + partner.form().companyName() + ":\n\n- " + String.join("\n- ", why)
                        + "\n\nYou can change it and submit it again:\n" + link + "\n",
                link);
        return keep(partner.refused(why));
    }

    /** Takes an application and issues its client id, and its secret unless it is a system application. */
    public synchronized PortalApplication apply(String id, JsonObject form) throws PortalRefusal {
        Partner partner = partner(id);
        if (!partner.hasAccess()) {
            throw new PortalRefusal(409, "The registration has not been approved yet");
        }
        if (applications(id).size() >= MOST_APPLICATIONS) {
            throw new PortalRefusal(409, "A partner has " + MOST_APPLICATIONS + " applications at most");
        }
        ApplicationForm read = ApplicationForm.read(form);
        Instant now = clock.instant();
        Client client = read.client(secrets.next("pf-").substring(0, 24), secrets.next("secret_"));
        clients.register(client);
        keep(partner.issued());
        return keep(new PortalApplication(client.id(), id, partner.form().companyName(), read, false, now, now));
    }

    /** Changes what was typed. The type stays, because the credentials go with it. */
    @CanIgnoreReturnValue
    public synchronized PortalApplication edit(String clientId, JsonObject form) throws PortalRefusal {
        PortalApplication before = application(clientId);
        ApplicationForm read = ApplicationForm.read(form);
        if (read.type() != before.form().type()) {
            throw new PortalRefusal(409, "The type of an application stays; submit another application instead");
        }
        clients.describe(read.client(clientId, null));
        return keep(before.changed(read, clock.instant()));
    }

    /**
     * Makes a new secret.
     *
     * @param overlap how long the secret before it goes on working
     */
    @CanIgnoreReturnValue
    public synchronized PortalApplication regenerateSecret(String clientId, Duration overlap) throws PortalRefusal {
        PortalApplication application = application(clientId);
        if (application.form().type() == Client.Type.SYSTEM) {
            throw new PortalRefusal(409, "A system application has no secret; it signs with its own key");
        }
        if (overlap.isNegative() || overlap.compareTo(LONGEST_OVERLAP) > 0) {
            throw new PortalRefusal(422, "The old secret may work for 30 days at most");
        }
        clients.replaceSecret(
                clientId,
                secrets.next("secret_"),
                overlap.isZero() ? null : clock.instant().plus(overlap));
        return application;
    }

    /** The vendor's switch: an application that is off gets neither a page nor a token, and is not listed. */
    @CanIgnoreReturnValue
    public synchronized PortalApplication enable(String clientId, boolean on) throws PortalRefusal {
        PortalApplication application = application(clientId);
        clients.enable(clientId, on);
        return on ? application : keep(application.inMarketplace(false));
    }

    /** Lists the application in the marketplace of the EHR, or no more. */
    @CanIgnoreReturnValue
    public synchronized PortalApplication list(String clientId, boolean listed) throws PortalRefusal {
        PortalApplication application = application(clientId);
        if (listed && !clients.enabled(clientId)) {
            throw new PortalRefusal(409, "The application must be enabled first");
        }
        return keep(application.inMarketplace(listed));
    }

    public synchronized Partner partner(String id) throws PortalRefusal {
        settle();
        Partner partner = partners.get(id);
        if (partner == null) {
            throw PortalRefusal.missing("registration");
        }
        return partner;
    }

    /** Oldest first. */
    public synchronized List<Partner> partners() {
        settle();
        return List.copyOf(partners.values());
    }

    public synchronized PortalApplication application(String clientId) throws PortalRefusal {
        PortalApplication application = applications.get(clientId);
        if (application == null) {
            throw PortalRefusal.missing("application");
        }
        return application;
    }

    /** Those of one partner, oldest first; everybody's if the registration is empty. */
    public synchronized List<PortalApplication> applications(String registration) {
        List<PortalApplication> found = new ArrayList<>();
        for (PortalApplication application : applications.values()) {
            if (registration.isEmpty() || application.registration().equals(registration)) {
                found.add(application);
            }
        }
        return found;
    }

    /** What the portal would have sent there, newest first; everything if the address is empty. */
    public synchronized List<Mail> mails(String to) {
        settle();
        return outbox.to(to);
    }

    public synchronized Mail mail(String id) throws PortalRefusal {
        Mail mail = outbox.find(id);
        if (mail == null) {
            throw PortalRefusal.missing("mail");
        }
        return mail;
    }

    Logins logins() {
        return logins;
    }

    /** The partner that signs in with that name. */
    synchronized @Nullable Partner withLogin(@Nullable String login) {
        return login == null || !login.startsWith("portal-") ? null : partners.get(login.substring("portal-".length()));
    }

    /** Approves whoever has waited long enough. Done when somebody looks, so that a moved clock is enough. */
    private void settle() {
        Instant now = clock.instant();
        for (Partner partner : List.copyOf(partners.values())) {
            Instant due = partner.approvesAt();
            if (due != null && partner.dueAt(now)) {
                letIn(partner, due);
            }
        }
    }

    @CanIgnoreReturnValue
    private Partner keep(Partner partner) {
        partners.put(partner.id(), partner);
        if (partners.size() > KEPT) {
            partners.remove(partners.keySet().iterator().next());
        }
        return partner;
    }

    @CanIgnoreReturnValue
    private PortalApplication keep(PortalApplication application) {
        applications.put(application.clientId(), application);
        if (applications.size() > KEPT) {
            applications.remove(applications.keySet().iterator().next());
        }
        return application;
    }

    /** Forgets partners, applications, mails and sessions; clients that were issued go on working. */
    public synchronized void forget() {
        partners.clear();
        applications.clear();
        outbox.clear();
        logins.clear();
        clients.enableAll();
    }
}
