package dev.gatehouse.registration.application;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.database.UniqueViolation;
import dev.gatehouse.common.ehr.ApplicationType;
import dev.gatehouse.common.ehr.ClientAuthentication;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import java.net.URI;
import java.text.Normalizer;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What can be done with applications. */
public final class Applications {
    private static final int LONGEST_KEY = 64;

    /** Tells whether anything still depends on an application; the gateway answers for its connections. */
    @FunctionalInterface
    public interface Use {
        Future<Boolean> isUsed(Transaction tx, TenantId tenant, String applicationId);
    }

    /**
     * What somebody asks for.
     *
     * @param key empty to derive it from the name
     */
    public record Wish(
            Optional<String> key,
            String ehr,
            Environment environment,
            ApplicationType type,
            String name,
            List<String> scopes,
            ClientAuthentication clientAuthentication,
            Optional<URI> launchReturnUrl) {}

    /**
     * What somebody wants changed; what is empty stays.
     *
     * @param otherLaunchReturn true to replace the address for launched users, with null too
     */
    public record Change(
            Optional<String> name,
            Optional<List<String>> scopes,
            Optional<ClientAuthentication> clientAuthentication,
            boolean otherLaunchReturn,
            @Nullable URI launchReturnUrl) {}

    private final Database database;
    private final ApplicationStore store = new ApplicationStore();
    private final Ids ids;
    private final Clock clock;
    private final Use use;

    public Applications(Database database, Ids ids, Clock clock, Use use) {
        this.database = database;
        this.ids = ids;
        this.clock = clock;
        this.use = use;
    }

    /** Fails with 409 {@code application-key-taken} if the tenant has one with this key. */
    public Future<Application> create(TenantId tenant, Wish wish) {
        Instant now = now();
        String id = ids.next("app");
        Application application = new Application(
                id,
                tenant,
                wish.key().orElseGet(() -> keyFrom(wish.name(), id)),
                wish.ehr(),
                wish.environment(),
                wish.type(),
                wish.name(),
                wish.scopes(),
                wish.clientAuthentication(),
                wish.launchReturnUrl().orElse(null),
                now,
                now);
        return database.inTransaction(tx -> store.add(tx, application)).recover(failure -> {
            if (failure instanceof UniqueViolation) {
                return Future.failedFuture(new Failure.Conflict(
                        "application-key-taken",
                        "This tenant has an application with the key \"" + application.key() + "\" already."));
            }
            return Future.failedFuture(failure);
        });
    }

    /** Fails with 404 {@code application-unknown}. */
    public Future<Application> of(TenantId tenant, String id) {
        return database.read(tx -> of(tx, tenant, id));
    }

    /** The same within a transaction of the caller's. */
    public Future<Application> of(Transaction tx, TenantId tenant, String id) {
        return store.find(tx, tenant, id).map(found -> found.orElseThrow(Applications::unknown));
    }

    /** The one an EHR launches: nobody tells whose it is. Fails with 404 {@code application-unknown}. */
    public Future<Application> launched(String id) {
        return database.read(tx -> store.ofAnyTenant(tx, id)).map(found -> found.orElseThrow(Applications::unknown));
    }

    public Future<List<Application>> list(TenantId tenant, String after, int limit) {
        return database.read(tx -> store.list(tx, tenant, after, limit));
    }

    public Future<Application> change(TenantId tenant, String id, Change change) {
        return database.inTransaction(tx -> of(tx, tenant, id)
                .map(old -> new Application(
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
                        old.createdAt(),
                        now()))
                .compose(changed -> store.change(tx, changed)));
    }

    /** Removes it with its credentials; 409 {@code application-in-use} if it has or ever had connections. */
    public Future<Void> remove(TenantId tenant, String id) {
        return database.inTransaction(tx -> of(tx, tenant, id)
                .compose(application -> use.isUsed(tx, tenant, id))
                .compose(used -> used
                        ? Future.failedFuture(new Failure.Conflict(
                                "application-in-use",
                                "This application has connections, or had some whose history is kept, so it stays."))
                        : store.remove(tx, tenant, id))
                .mapEmpty());
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
