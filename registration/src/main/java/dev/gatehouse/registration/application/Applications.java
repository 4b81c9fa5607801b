package dev.gatehouse.registration.application;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.database.UniqueViolation;
import dev.gatehouse.common.ehr.ApplicationType;
import dev.gatehouse.common.ehr.ClientAuthentication;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import java.net.URI;
import java.text.Normalizer;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What can be done with applications. */
public final class Applications {
    /** Under which it is announced, by id, that an application or how it proves itself has changed. */
    public static final String TOPIC = "application";

    private static final int LONGEST_KEY = 64;

    /** Tells whether anything still depends on an application; the gateway answers for its connections. */
    @FunctionalInterface
    public interface Use {
        Future<Boolean> isUsed(Transaction tx, TenantId tenant, String applicationId);
    }

    /** Erases what hangs on an application by its id alone, when it goes. */
    @FunctionalInterface
    public interface Removal {
        Future<Void> remove(Transaction tx, TenantId tenant, String applicationId);
    }

    /**
     * What somebody asks for.
     *
     * @param id one that was reserved with {@link #reserve}, so that its addresses could be registered at the EHR before;
     *     empty for a new one
     * @param key empty to derive it from the name
     * @param readOnly whether new connections let nothing be written; null to go by the scopes they ask for
     */
    public record Wish(
            Optional<String> id,
            Optional<String> key,
            String ehr,
            Environment environment,
            ApplicationType type,
            String name,
            List<String> scopes,
            ClientAuthentication clientAuthentication,
            Optional<URI> launchReturnUrl,
            SmartSettings smart,
            @Nullable Boolean readOnly) {

        public Wish(
                Optional<String> id,
                Optional<String> key,
                String ehr,
                Environment environment,
                ApplicationType type,
                String name,
                List<String> scopes,
                ClientAuthentication clientAuthentication,
                Optional<URI> launchReturnUrl) {
            this(
                    id,
                    key,
                    ehr,
                    environment,
                    type,
                    name,
                    scopes,
                    clientAuthentication,
                    launchReturnUrl,
                    SmartSettings.NONE,
                    null);
        }
    }

    /**
     * What somebody wants changed; what is empty stays.
     *
     * @param otherLaunchReturn true to replace the address for launched users, with null too
     * @param smart in place of all that are set
     * @param otherReadOnly true to replace what holds for new connections, with null too
     */
    public record Change(
            Optional<String> name,
            Optional<List<String>> scopes,
            Optional<ClientAuthentication> clientAuthentication,
            boolean otherLaunchReturn,
            @Nullable URI launchReturnUrl,
            Optional<SmartSettings> smart,
            boolean otherReadOnly,
            @Nullable Boolean readOnly) {

        public Change(
                Optional<String> name,
                Optional<List<String>> scopes,
                Optional<ClientAuthentication> clientAuthentication,
                boolean otherLaunchReturn,
                @Nullable URI launchReturnUrl) {
            this(name, scopes, clientAuthentication, otherLaunchReturn, launchReturnUrl, Optional.empty(), false, null);
        }
    }

    private final Database database;
    private final ApplicationStore store = new ApplicationStore();
    private final Ids ids;
    private final Clock clock;
    private final AuditTrail audit;
    private final Use use;
    private final Removal removal;

    public Applications(Database database, AuditTrail audit, Ids ids, Clock clock, Use use, Removal removal) {
        this.database = database;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
        this.use = use;
        this.removal = removal;
    }

    /** An id for an application that is made later; its addresses follow from it. Nothing is kept. */
    public String reserve() {
        return ids.next("app");
    }

    /**
     * Fails with 409 {@code application-key-taken} if the tenant has one with this key, and {@code application-exists} if
     * the reserved id was used already.
     */
    public Future<Application> create(Author by, Wish wish) {
        return database.inTransaction(tx -> create(tx, by, wish));
    }

    /** The same within a transaction of the caller's. */
    public Future<Application> create(Transaction tx, Author by, Wish wish) {
        Instant now = now();
        String id = wish.id().orElseGet(this::reserve);
        Application application = new Application(
                id,
                by.tenant(),
                wish.key().orElseGet(() -> keyFrom(wish.name(), id)),
                wish.ehr(),
                wish.environment(),
                wish.type(),
                wish.name(),
                wish.scopes(),
                wish.clientAuthentication(),
                wish.launchReturnUrl().orElse(null),
                wish.smart(),
                wish.readOnly(),
                now,
                now);
        return store.exists(tx, id)
                .compose(taken -> taken
                        ? Future.failedFuture(new Failure.Conflict(
                                "application-exists", "The application with this reserved id was made already."))
                        : store.add(tx, application))
                .recover(failure ->
                        Future.failedFuture(failure instanceof UniqueViolation ? taken(application) : failure))
                .map(made -> {
                    audit.record(
                            tx,
                            by,
                            "application.created",
                            id,
                            Map.of(
                                    "ehr", wish.ehr(),
                                    "environment", wish.environment().text(),
                                    "type", wish.type().text(),
                                    "name", wish.name()));
                    return made;
                });
    }

    private static Failure.Conflict taken(Application application) {
        return new Failure.Conflict(
                "application-key-taken",
                "This tenant has an application with the key \"" + application.key() + "\" already.");
    }

    /** Fails with 404 {@code application-unknown}. */
    public Future<Application> of(TenantId tenant, String id) {
        return database.read(tx -> of(tx, tenant, id));
    }

    /** The same with one practice's settings over its own. */
    public Future<Application> at(TenantId tenant, String id, String practiceId) {
        return database.read(tx -> store.findAt(tx, tenant, id, practiceId))
                .map(found -> found.orElseThrow(Applications::unknown));
    }

    /** The same within a transaction of the caller's. */
    public Future<Application> of(Transaction tx, TenantId tenant, String id) {
        return store.find(tx, tenant, id).map(found -> found.orElseThrow(Applications::unknown));
    }

    /** The same, held until the transaction ends, so that of two changes of what hangs on it one waits for the other. */
    public Future<Application> held(Transaction tx, TenantId tenant, String id) {
        return store.hold(tx, tenant, id).map(found -> found.orElseThrow(Applications::unknown));
    }

    /** The one an EHR launches: nobody tells whose it is. Fails with 404 {@code application-unknown}. */
    public Future<Application> launched(String id) {
        return database.read(tx -> store.ofAnyTenant(tx, id)).map(found -> found.orElseThrow(Applications::unknown));
    }

    /** The tenant's application with this key, if there is one. */
    public Future<Optional<Application>> keyed(TenantId tenant, String key) {
        return database.read(tx -> keyed(tx, tenant, key));
    }

    /** The same within a transaction of the caller's. */
    public Future<Optional<Application>> keyed(Transaction tx, TenantId tenant, String key) {
        return store.keyed(tx, tenant, key);
    }

    public Future<List<Application>> list(TenantId tenant, String after, int limit) {
        return database.read(tx -> store.list(tx, tenant, EnvironmentChoice.ALL, after, limit));
    }

    /** Those of some environments, within a transaction of the caller's. */
    public Future<List<Application>> list(
            Transaction tx, TenantId tenant, EnvironmentChoice environments, String after, int limit) {
        return store.list(tx, tenant, environments, after, limit);
    }

    public Future<Application> change(Author by, String id, Change change) {
        return database.inTransaction(tx -> change(tx, by, id, change));
    }

    /** The same within a transaction of the caller's. */
    public Future<Application> change(Transaction tx, Author by, String id, Change change) {
        return held(tx, by.tenant(), id)
                .compose(old -> store.change(
                                tx,
                                new Application(
                                        old.id(),
                                        old.tenant(),
                                        old.key(),
                                        old.ehr(),
                                        old.environment(),
                                        old.type(),
                                        change.name().orElse(old.name()),
                                        change.scopes().orElse(old.scopes()),
                                        change.clientAuthentication().orElse(old.clientAuthentication()),
                                        change.otherLaunchReturn() ? change.launchReturnUrl() : old.launchReturnUrl(),
                                        change.smart().orElse(old.smart()),
                                        change.otherReadOnly() ? change.readOnly() : old.readOnly(),
                                        old.createdAt(),
                                        now()))
                        .map(changed -> {
                            audit.record(tx, by, "application.changed", id, differences(old, changed));
                            changed(tx, id);
                            return changed;
                        }));
    }

    /** Announces that an application, or what hangs on it, has changed by this transaction. */
    public void changed(Transaction tx, String id) {
        database.announcements().tell(tx, TOPIC, id);
    }

    private static Map<String, String> differences(Application old, Application changed) {
        Map<String, String> told = new LinkedHashMap<>();
        if (!old.name().equals(changed.name())) {
            told.put("name", changed.name());
        }
        if (!old.scopes().equals(changed.scopes())) {
            told.put("scopes", String.join(" ", changed.scopes()));
        }
        if (old.clientAuthentication() != changed.clientAuthentication()) {
            told.put("clientAuth", changed.clientAuthentication().text());
        }
        if (!Objects.equals(old.launchReturnUrl(), changed.launchReturnUrl())) {
            told.put("launchReturnUrl", Objects.toString(changed.launchReturnUrl(), "none"));
        }
        if (!old.smart().equals(changed.smart())) {
            told.put("smart", changed.smart().toJson().encode());
        }
        if (!Objects.equals(old.readOnly(), changed.readOnly())) {
            told.put("readOnly", Objects.toString(changed.readOnly(), "by scopes"));
        }
        return told;
    }

    /** Removes it with its credentials and keys; 409 {@code application-in-use} if it has or ever had connections. */
    public Future<Void> remove(Author by, String id) {
        return database.inTransaction(tx -> held(tx, by.tenant(), id)
                .compose(application -> use.isUsed(tx, by.tenant(), id))
                .compose(used -> used
                        ? Future.failedFuture(new Failure.Conflict(
                                "application-in-use",
                                "This application has connections, or had some whose history is kept, so it stays."))
                        : store.remove(tx, by.tenant(), id))
                .compose(removed -> removal.remove(tx, by.tenant(), id))
                .map(done -> {
                    audit.record(tx, by, "application.removed", id, Map.of());
                    return null;
                }));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static Failure.Missing unknown() {
        return new Failure.Missing("application-unknown", "There is no application with this id.");
    }

    /** A readable key, made unique by the end of the id. */
    private static String keyFrom(String name, String id) {
        String plain = Normalizer.normalize(name, Normalizer.Form.NFKD)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-+|-+$", "");
        String start =
                plain.substring(0, Math.min(plain.length(), LONGEST_KEY - 7)).replaceAll("-+$", "");
        String end = id.substring(id.length() - 6);
        return start.isEmpty() ? "app-" + end : start + "-" + end;
    }
}
