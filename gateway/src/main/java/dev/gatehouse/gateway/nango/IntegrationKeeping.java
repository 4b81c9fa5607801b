package dev.gatehouse.gateway.nango;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.ehr.ApplicationType;
import dev.gatehouse.common.ehr.ClientAuthentication;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.registration.application.Application;
import dev.gatehouse.registration.application.Applications;
import dev.gatehouse.registration.application.Environment;
import dev.gatehouse.registration.credential.Credential;
import dev.gatehouse.registration.credential.IssuedCredentials;
import dev.gatehouse.registration.credential.NewCredential;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes, changes and removes integrations: applications with a credential. */
public final class IntegrationKeeping {
    private static final Predicate<String> SLUG =
            Pattern.compile("[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?").asMatchPredicate();
    private static final Set<ClientAuthentication> BY_SECRET =
            Set.of(ClientAuthentication.CLIENT_SECRET_BASIC, ClientAuthentication.CLIENT_SECRET_POST);

    private final Database database;
    private final NangoStore store;
    private final Integrations integrations;
    private final Applications applications;
    private final IssuedCredentials credentials;

    public IntegrationKeeping(
            Database database,
            NangoStore store,
            Integrations integrations,
            Applications applications,
            IssuedCredentials credentials) {
        this.database = database;
        this.store = store;
        this.integrations = integrations;
        this.applications = applications;
        this.credentials = credentials;
    }

    /**
     * What is wished; what is empty stays, or is the profile's.
     *
     * @param scopes empty list for none
     */
    record Wish(
            Optional<String> key,
            Optional<String> name,
            Optional<String> clientId,
            Optional<SecretText> secret,
            Optional<List<String>> scopes,
            Optional<Boolean> forwardWebhooks,
            Optional<ApplicationType> type,
            Optional<Environment> environment,
            Optional<ClientAuthentication> method) {}

    /** Refuses with 400 {@code invalid_body} if there is one with this key, or the EHR knows no such applications. */
    Future<Integration> create(Author by, EhrProfile profile, Wish wish) {
        String key = wish.key().orElseThrow();
        ApplicationType type = wish.type().orElseGet(() -> usualType(profile));
        EhrProfile.TypeRules rules = profile.applicationTypes().get(type);
        if (rules == null) {
            throw NangoRefusal.invalidBody(
                    "This provider has no applications of this type.", "integration_config", "application_type");
        }
        Applications.Wish application = new Applications.Wish(
                Optional.empty(),
                SLUG.test(key) ? Optional.of(key) : Optional.empty(),
                profile.key(),
                wish.environment()
                        .orElse(profile.key().equals("sandbox") ? Environment.SANDBOX : Environment.PRODUCTION),
                type,
                wish.name().orElse(profile.name()),
                wish.scopes().filter(scopes -> !scopes.isEmpty()).orElse(rules.scopes()),
                method(wish, rules),
                Optional.empty());
        return database.inTransaction(tx -> needFree(tx, by, key)
                        .compose(free -> applications.create(tx, by, application))
                        .compose(made -> keepCredential(tx, by, made, wish)
                                .compose(kept -> store.keep(
                                        tx,
                                        by.tenant(),
                                        made.id(),
                                        key,
                                        wish.forwardWebhooks().orElse(true)))
                                .map(new Integration(
                                        made, key, wish.forwardWebhooks().orElse(true)))))
                .recover(IntegrationKeeping::takenMeanwhile);
    }

    private static <T> Future<T> takenMeanwhile(Throwable failure) {
        return Future.failedFuture(
                failure instanceof Failure.Conflict conflict
                                && Set.of("application-key-taken", "already-exists")
                                        .contains(conflict.code())
                        ? taken()
                        : failure);
    }

    private static NangoRefusal taken() {
        return NangoRefusal.invalidBody("There is an integration with this key already.", "unique_key");
    }

    private Future<Void> needFree(Transaction tx, Author by, String key) {
        return integrations
                .find(tx, by.tenant(), key)
                .compose(found -> found.isPresent() ? Future.failedFuture(taken()) : Future.succeededFuture());
    }

    private static ApplicationType usualType(EhrProfile profile) {
        return List.of(ApplicationType.PROVIDER, ApplicationType.PATIENT, ApplicationType.SYSTEM).stream()
                .filter(profile.applicationTypes()::containsKey)
                .findFirst()
                .orElse(ApplicationType.PROVIDER);
    }

    private static ClientAuthentication method(Wish wish, EhrProfile.TypeRules rules) {
        boolean secret = wish.secret().isPresent();
        ClientAuthentication preferred = rules.preferredAuthentication();
        ClientAuthentication method = wish.method().orElseGet(() -> {
            if (secret == BY_SECRET.contains(preferred)) {
                return preferred;
            }
            if (!secret) {
                return ClientAuthentication.NONE;
            }
            return rules.mayUse(ClientAuthentication.CLIENT_SECRET_BASIC)
                    ? ClientAuthentication.CLIENT_SECRET_BASIC
                    : ClientAuthentication.CLIENT_SECRET_POST;
        });
        if (!rules.mayUse(method)) {
            throw NangoRefusal.invalidBody(
                    "This provider does not take clients of this type that prove themselves so.",
                    "integration_config",
                    "client_auth");
        }
        return method;
    }

    private Future<Void> keepCredential(Transaction tx, Author by, Application application, Wish wish) {
        if (wish.clientId().isEmpty()) {
            return Future.succeededFuture();
        }
        return credentials
                .keep(
                        tx,
                        by,
                        application.id(),
                        credential(application, wish.clientId().get(), wish.secret()))
                .mapEmpty();
    }

    private static NewCredential credential(Application application, String clientId, Optional<SecretText> secret) {
        return switch (application.clientAuthentication()) {
            case PRIVATE_KEY_JWT -> NewCredential.ofPublishedKey(clientId, Optional.empty(), true);
            case NONE -> NewCredential.ofPublicClient(clientId, true);
            default ->
                NewCredential.ofSecret(
                        clientId,
                        secret.orElseThrow(
                                () -> NangoRefusal.invalidBody("A secret is missing.", "credentials", "client_secret")),
                        true);
        };
    }

    /** Another secret becomes the next version of the credential, in use at once. */
    Future<Integration> change(Author by, Integration integration, Wish wish) {
        Application old = integration.application();
        Applications.Change change =
                new Applications.Change(wish.name(), wish.scopes(), wish.method(), false, old.launchReturnUrl());
        boolean launch = wish.name().isPresent()
                || wish.scopes().isPresent()
                || wish.method().isPresent();
        String key = wish.key().orElse(integration.key());
        boolean forward = wish.forwardWebhooks().orElse(integration.forwardWebhooks());
        return knownClient(by, old, wish)
                .compose(known -> database.inTransaction(tx -> mayBeCalled(tx, by, integration, key)
                                .compose(free -> launch
                                        ? applications.change(tx, by, old.id(), change)
                                        : Future.succeededFuture(old))
                                .compose(changed -> keepCredential(tx, by, changed, known)
                                        .compose(kept -> store.keep(tx, by.tenant(), old.id(), key, forward))
                                        .map(new Integration(changed, key, forward))))
                        .recover(IntegrationKeeping::takenMeanwhile));
    }

    /** A new secret alone is for the client that is known. */
    private Future<Wish> knownClient(Author by, Application application, Wish wish) {
        if (wish.clientId().isPresent() || wish.secret().isEmpty()) {
            return Future.succeededFuture(wish);
        }
        return credentials.list(by.tenant(), application.id()).map(all -> {
            Optional<String> known = TokenAnswers.active(all).map(Credential::clientId);
            if (known.isEmpty()) {
                throw NangoRefusal.invalidBody("A client id is missing.", "credentials", "client_id");
            }
            return new Wish(
                    wish.key(),
                    wish.name(),
                    known,
                    wish.secret(),
                    wish.scopes(),
                    wish.forwardWebhooks(),
                    wish.type(),
                    wish.environment(),
                    wish.method());
        });
    }

    /** Programs and connections know it by its key, so it changes only while there is none. */
    private Future<Void> mayBeCalled(Transaction tx, Author by, Integration integration, String key) {
        if (key.equals(integration.key())) {
            return Future.succeededFuture();
        }
        NangoStore.Filter its = new NangoStore.Filter(
                null, null, null, null, List.of(integration.application().id()), Map.of());
        return needFree(tx, by, key)
                .compose(free -> store.list(tx, by.tenant(), its, 0, 1))
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture()
                        : Future.failedFuture(NangoRefusal.invalidBody(
                                "The key can't change while there are connections.", "unique_key")));
    }

    /** Fails with 409 {@code application-in-use} if it has or had connections. */
    Future<Void> remove(Author by, Integration integration) {
        return applications.remove(by, integration.application().id());
    }

    /** Its credential in use, without the secret; null if it has none. */
    Future<@Nullable Credential> credential(Integration integration) {
        Application application = integration.application();
        return credentials
                .list(application.tenant(), application.id())
                .map(all -> TokenAnswers.active(all).orElse(null));
    }
}
