package dev.gatehouse.gateway.token;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.egress.Destination;
import dev.gatehouse.common.egress.Egress;
import dev.gatehouse.common.egress.SmallRequest;
import dev.gatehouse.common.ehr.ApplicationType;
import dev.gatehouse.common.ehr.ClientAuthentication;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.smart.SmartDiscovery;
import dev.gatehouse.registration.application.Application;
import dev.gatehouse.registration.application.Applications;
import dev.gatehouse.registration.credential.Credential;
import dev.gatehouse.registration.credential.CredentialProbe;
import dev.gatehouse.registration.credential.IssuedCredentials;
import dev.gatehouse.registration.credential.NewCredential;
import dev.gatehouse.registration.credential.SigningAlgorithm;
import dev.gatehouse.registration.credential.SigningKeys;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Registers applications at EHRs that let clients register themselves (RFC 7591). A registration can't be asked for again, so
 * each try is written down before it is sent, and one whose outcome is not known stands in the way of the next.
 */
public final class DynamicRegistration {
    private static final int KEPT = 100;
    private static final int LONGEST_DETAIL = 1000;

    private final Database database;
    private final DynamicRegistrationStore store = new DynamicRegistrationStore();
    private final Applications applications;
    private final IssuedCredentials credentials;
    private final SigningKeys keys;
    private final EhrProfiles profiles;
    private final TokenProbe.Bases bases;
    private final SmartDiscovery discovery;
    private final Egress egress;
    private final AuditTrail audit;
    private final Ids ids;
    private final Clock clock;
    private final String publicUrl;

    public DynamicRegistration(
            Database database,
            Applications applications,
            IssuedCredentials credentials,
            SigningKeys keys,
            EhrProfiles profiles,
            TokenProbe.Bases bases,
            SmartDiscovery discovery,
            Egress egress,
            AuditTrail audit,
            Ids ids,
            Clock clock,
            String publicUrl) {
        this.database = database;
        this.applications = applications;
        this.credentials = credentials;
        this.keys = keys;
        this.profiles = profiles;
        this.bases = bases;
        this.discovery = discovery;
        this.egress = egress;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
        this.publicUrl = publicUrl;
    }

    /**
     * What is said beside the application itself.
     *
     * @param initialAccessToken null where the EHR lets everybody register
     * @param softwareStatement null for none
     * @param pages {@code client_uri}, {@code logo_uri}, {@code policy_uri}, {@code tos_uri}, those there are
     * @param again although the outcome of an earlier try is not known
     */
    public record Wish(
            CredentialProbe.Place at,
            @Nullable SecretText initialAccessToken,
            @Nullable SecretText softwareStatement,
            Map<String, URI> pages,
            List<String> contacts,
            boolean again) {
        public Wish {
            pages = Map.copyOf(pages);
            contacts = List.copyOf(contacts);
        }
    }

    /** @param warnings what the EHR registered otherwise than we asked */
    public record Registered(Credential credential, List<String> warnings) {}

    /** One try that was begun, and where it goes. */
    private record Attempt(String id, Application application, Destination to, Optional<String> keyId) {}

    /**
     * Fails with 409 {@code registration-not-offered} or {@code registration-unresolved}, 502 {@code registration-refused} or
     * {@code registration-outcome-unknown}, and with what discovery fails with.
     */
    public Future<Registered> register(Author by, String applicationId, Wish wish) {
        return applications
                .of(by.tenant(), applicationId)
                .compose(application -> destination(by.tenant(), application, wish)
                        .compose(to -> database.inTransaction(tx -> begin(tx, by, application, to, wish.again()))))
                .compose(attempt -> send(attempt, wish)
                        .compose(
                                answer -> keep(by, attempt, answer),
                                failure -> ended(by, attempt, failure)
                                        .compose(noted -> Future.<Registered>failedFuture(failure))));
    }

    private Future<Destination> destination(TenantId tenant, Application application, Wish wish) {
        EhrProfile profile = profiles.of(application.ehr());
        return TokenProbe.base(bases, tenant, wish.at())
                .compose(base -> discovery.endpoints(profile, base))
                .map(smart -> {
                    URI registration = smart.registration();
                    if (registration == null) {
                        throw new Failure.Conflict(
                                "registration-not-offered",
                                "This EHR names no registration endpoint. Register the application at the vendor.");
                    }
                    return egress.destination(registration, profile.hosts());
                });
    }

    private Future<Attempt> begin(Transaction tx, Author by, Application application, Destination to, boolean again) {
        DynamicRegistrationRow row = new DynamicRegistrationRow();
        row.id = ids.next("dreg");
        row.tenantId = by.tenant().value();
        row.applicationId = application.id();
        row.endpoint = to.toString();
        row.state = DynamicRegistrationRow.State.SENT;
        row.startedAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return applications
                .held(tx, by.tenant(), application.id())
                .compose(held -> store.of(tx, by.tenant(), application.id(), 1))
                .map(before -> {
                    if (!again && before.stream().anyMatch(DynamicRegistrationRow::isUnresolved)) {
                        throw new Failure.Conflict(
                                "registration-unresolved",
                                "How the last try ended is not known; the EHR may have registered a client. Look for it at the"
                                        + " vendor, then repeat this with again: true.");
                    }
                    audit.record(
                            tx,
                            by,
                            "application.registration-sent",
                            application.id(),
                            Map.of("attempt", row.id, "endpoint", row.endpoint));
                    return before;
                })
                .compose(before -> store.add(tx, row))
                .compose(added -> application.clientAuthentication() == ClientAuthentication.PRIVATE_KEY_JWT
                        ? keys.ensure(tx, by, application.id(), algorithm(application))
                                .map(key -> Optional.of(key.keyId()))
                        : Future.succeededFuture(Optional.<String>empty()))
                .map(keyId -> new Attempt(row.id, application, to, keyId));
    }

    /** The first that the EHR is known to take and we can make. */
    private SigningAlgorithm algorithm(Application application) {
        EhrProfile.TypeRules rules =
                profiles.of(application.ehr()).applicationTypes().get(application.type());
        List<String> known = rules == null || rules.algorithms() == null ? List.of() : rules.algorithms();
        return known.stream()
                .flatMap(each -> SigningAlgorithm.of(each).stream())
                .findFirst()
                .orElse(SigningAlgorithm.ES384);
    }

    private Future<ClientRegistration> send(Attempt attempt, Wish wish) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Accept", "application/json");
        headers.put("Content-Type", "application/json");
        List<SecretText> sent = new ArrayList<>();
        SecretText token = wish.initialAccessToken();
        if (token != null) {
            headers.put("Authorization", "Bearer " + token.reveal());
            sent.add(token);
        }
        SecretText statement = wish.softwareStatement();
        if (statement != null) {
            sent.add(statement);
        }
        return egress.send(new SmallRequest(
                        attempt.to(),
                        HttpMethod.POST,
                        attempt.to().target(),
                        headers,
                        metadata(attempt.application(), wish).toBuffer(),
                        egress.settings().tokenBytes()))
                .recover(failure -> Future.failedFuture(ClientRegistration.unanswered(failure)))
                .map(answer -> ClientRegistration.read(
                        answer, sent, profiles.of(attempt.application().ehr()).answers()));
    }

    private JsonObject metadata(Application application, Wish wish) {
        boolean system = application.type() == ApplicationType.SYSTEM;
        JsonObject json = new JsonObject()
                .put("client_name", application.name())
                .put(
                        "token_endpoint_auth_method",
                        application.clientAuthentication().text())
                .put("scope", String.join(" ", application.scopes()));
        if (system) {
            json.put("grant_types", new JsonArray().add("client_credentials"));
        } else {
            json.put("grant_types", new JsonArray().add("authorization_code").add("refresh_token"))
                    .put("response_types", new JsonArray().add("code"))
                    .put("redirect_uris", new JsonArray().add(publicUrl + "/oauth/callback/" + application.ehr()));
        }
        if (application.clientAuthentication() == ClientAuthentication.PRIVATE_KEY_JWT) {
            json.put("jwks_uri", publicUrl + "/jwks/" + application.id());
        }
        wish.pages().forEach((name, page) -> json.put(name, page.toString()));
        if (!wish.contacts().isEmpty()) {
            json.put("contacts", new JsonArray(wish.contacts()));
        }
        SecretText statement = wish.softwareStatement();
        return statement == null ? json : json.put("software_statement", statement.reveal());
    }

    private Future<Registered> keep(Author by, Attempt attempt, ClientRegistration answer) {
        String applicationId = attempt.application().id();
        return database.inTransaction(tx -> credentials
                        .keep(tx, by, applicationId, credential(attempt, answer))
                        .compose(kept -> store.find(tx, by.tenant(), attempt.id())
                                .map(found -> {
                                    found.ifPresent(row -> {
                                        row.state = DynamicRegistrationRow.State.REGISTERED;
                                        row.clientId = answer.clientId();
                                        row.credentialNumber = kept.number();
                                        row.endedAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
                                    });
                                    audit.record(
                                            tx,
                                            by,
                                            "application.registered",
                                            applicationId,
                                            Map.of("attempt", attempt.id(), "clientId", answer.clientId()));
                                    return kept;
                                })))
                .map(kept -> new Registered(kept, warnings(attempt.application(), answer)));
    }

    private static NewCredential credential(Attempt attempt, ClientRegistration answer) {
        NewCredential.KeyChoice key = attempt.keyId()
                .<NewCredential.KeyChoice>map(NewCredential.KeyChoice.Published::new)
                .orElse(null);
        NewCredential.Management management = answer.managementUri() == null
                ? null
                : new NewCredential.Management(answer.managementUri(), answer.managementToken());
        return new NewCredential(
                answer.clientId(),
                key == null ? answer.secret() : null,
                key,
                null,
                answer.secretEndsAt(),
                null,
                management,
                false);
    }

    private static List<String> warnings(Application application, ClientRegistration answer) {
        List<String> warnings = new ArrayList<>();
        ClientAuthentication asked = application.clientAuthentication();
        if (answer.method() != null && !answer.method().equals(asked.text())) {
            warnings.add("The EHR registered " + answer.method() + " instead of " + asked.text()
                    + "; change the application's clientAuth.");
        }
        boolean needsSecret =
                asked == ClientAuthentication.CLIENT_SECRET_BASIC || asked == ClientAuthentication.CLIENT_SECRET_POST;
        if (needsSecret && answer.secret() == null) {
            warnings.add("The EHR gave no client secret, so this credential can't be used with " + asked.text() + ".");
        }
        return warnings;
    }

    private Future<Void> ended(Author by, Attempt attempt, Throwable failure) {
        Failure known =
                failure instanceof Failure each ? each : new ClientRegistration.Lost("Something failed.", failure);
        boolean lost = known instanceof ClientRegistration.Lost;
        return database.inTransaction(tx -> store.find(tx, by.tenant(), attempt.id())
                .map(found -> {
                    found.ifPresent(row -> {
                        row.state = lost ? DynamicRegistrationRow.State.LOST : DynamicRegistrationRow.State.REFUSED;
                        row.code = known.code();
                        row.detail = known.detail()
                                .substring(
                                        0,
                                        Math.min(LONGEST_DETAIL, known.detail().length()));
                        row.endedAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
                    });
                    audit.record(
                            tx,
                            by,
                            lost ? "application.registration-lost" : "application.registration-refused",
                            attempt.application().id(),
                            Map.of("attempt", attempt.id(), "code", known.code()));
                    return null;
                }));
    }

    /** The tries of an application, newest first, the last hundred. */
    Future<List<DynamicRegistrationRow>> tries(TenantId tenant, String applicationId) {
        return database.read(tx -> applications
                .of(tx, tenant, applicationId)
                .compose(application -> store.of(tx, tenant, applicationId, KEPT)));
    }
}
