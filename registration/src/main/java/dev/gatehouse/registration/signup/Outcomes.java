package dev.gatehouse.registration.signup;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.ehr.ApplicationType;
import dev.gatehouse.common.ehr.ClientAuthentication;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Mistake;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.registration.application.Application;
import dev.gatehouse.registration.application.Applications;
import dev.gatehouse.registration.credential.IssuedCredentials;
import dev.gatehouse.registration.credential.NewCredential;
import dev.gatehouse.registration.credential.SigningKeys;
import dev.gatehouse.registration.form.Form;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What completed steps make: the application, its signing key, its first credential. Always in the step's own transaction. */
public final class Outcomes {
    private static final String NAME = "applicationName";
    private static final String TYPE = "applicationType";
    private static final String AUTHENTICATION = "clientAuth";
    private static final String CLIENT_ID = "clientId";
    private static final String CLIENT_SECRET = "clientSecret";
    private static final String SECRET_ENDS_ON = "secretEndsOn";

    private final Applications applications;
    private final IssuedCredentials credentials;
    private final SigningKeys keys;

    public Outcomes(Applications applications, IssuedCredentials credentials, SigningKeys keys) {
        this.applications = applications;
        this.credentials = credentials;
        this.keys = keys;
    }

    /** An id for an application that comes later. */
    String reserve() {
        return applications.reserve();
    }

    Future<Optional<Application>> application(Transaction tx, TenantId tenant, String applicationId) {
        return applications
                .of(tx, tenant, applicationId)
                .map(Optional::of)
                .recover(failure -> failure instanceof Failure.Missing
                        ? Future.succeededFuture(Optional.empty())
                        : Future.failedFuture(failure));
    }

    /** Makes the application that the form describes, or brings the one there is up to it. */
    Future<Void> makeApplication(Transaction tx, Author by, Registration registration, EhrProfile profile, Form form) {
        ApplicationType type = form.text(TYPE).flatMap(ApplicationType::of).orElseThrow();
        ClientAuthentication authentication = authentication(profile, type, form);
        String name = form.text(NAME).orElseThrow();
        List<String> scopes = form.texts("scopes");
        return application(tx, by.tenant(), registration.applicationId())
                .compose(found -> found.isPresent()
                        ? change(tx, by, found.get(), type, name, scopes, authentication)
                        : applications
                                .create(
                                        tx,
                                        by,
                                        new Applications.Wish(
                                                Optional.of(registration.applicationId()),
                                                Optional.empty(),
                                                registration.ehr(),
                                                registration.environment(),
                                                type,
                                                name,
                                                scopes,
                                                authentication,
                                                Optional.empty()))
                                .mapEmpty())
                .compose(made -> authentication == ClientAuthentication.PRIVATE_KEY_JWT
                        ? keys.ensure(tx, by, registration.applicationId()).mapEmpty()
                        : Future.succeededFuture());
    }

    private Future<Void> change(
            Transaction tx,
            Author by,
            Application there,
            ApplicationType type,
            String name,
            List<String> scopes,
            ClientAuthentication authentication) {
        if (there.type() != type) {
            return Future.failedFuture(incomplete(
                    TYPE,
                    "The application exists as " + there.type().text()
                            + " and can't become another type. Start another registration for it."));
        }
        return applications
                .change(
                        tx,
                        by,
                        there.id(),
                        new Applications.Change(
                                Optional.of(name), Optional.of(scopes), Optional.of(authentication), false, null))
                .mapEmpty();
    }

    /** What the form says; else a key for a system, and for others what the profile prefers. */
    private static ClientAuthentication authentication(EhrProfile profile, ApplicationType type, Form form) {
        EhrProfile.TypeRules rules = profile.applicationTypes().get(type);
        if (rules == null) {
            throw incomplete(TYPE, "This EHR does not know applications of this type.");
        }
        Optional<ClientAuthentication> said = form.text(AUTHENTICATION).flatMap(ClientAuthentication::of);
        if (said.isPresent() && !rules.mayUse(said.get())) {
            throw incomplete(AUTHENTICATION, "This EHR does not take this from applications of this type.");
        }
        boolean signs = type == ApplicationType.SYSTEM && rules.mayUse(ClientAuthentication.PRIVATE_KEY_JWT);
        return said.orElseGet(() -> signs ? ClientAuthentication.PRIVATE_KEY_JWT : rules.preferredAuthentication());
    }

    /** Keeps what the vendor issued as a credential of the application, unless it is there already. */
    Future<Void> makeCredential(Transaction tx, Author by, Registration registration, Form form) {
        String clientId = form.text(CLIENT_ID).orElseThrow();
        SecretText secret = form.secrets().get(CLIENT_SECRET);
        if (secret == null && form.kept().contains(CLIENT_SECRET)) {
            return Future.failedFuture(incomplete(
                    CLIENT_SECRET, "Enter the client secret again; the one kept before stays with its credential."));
        }
        return applications
                .of(tx, by.tenant(), registration.applicationId())
                .map(application -> credential(application.clientAuthentication(), clientId, secret)
                        .endingAt(form.text(SECRET_ENDS_ON)
                                .map(Outcomes::dayBegins)
                                .orElse(null)))
                .compose(wish -> credentials.keep(tx, by, registration.applicationId(), wish))
                .mapEmpty();
    }

    /** The vendor names a day without a zone: to be early is safe. */
    private static Instant dayBegins(String day) {
        return LocalDate.parse(day).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static NewCredential credential(
            ClientAuthentication authentication, String clientId, @Nullable SecretText secret) {
        if (authentication == ClientAuthentication.PRIVATE_KEY_JWT) {
            return NewCredential.ofPublishedKey(clientId, Optional.empty(), true);
        }
        return secret == null
                ? NewCredential.ofPublicClient(clientId, true)
                : NewCredential.ofSecret(clientId, secret, true);
    }

    static Failure.Unprocessable incomplete(String path, String message) {
        return new Failure.Unprocessable(
                "step-incomplete",
                "One thing must change before this step is complete.",
                List.of(new Mistake(path, message)));
    }
}
