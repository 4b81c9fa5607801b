package dev.gatehouse.gateway.operator;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SecretText;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The way in while there is nobody: a text that the start tells the administrator of the machine, good once and for a day.
 * Each start without people makes a new one, and the one before is worthless then.
 */
public final class FirstOwner {
    private static final Duration LIFE = Duration.ofDays(1);

    private final Database database;
    private final AuditTrail audit;
    private final OperatorStore store;
    private final Passwords passwords;
    private final SecureRandom random;
    private final Ids ids;
    private final Clock clock;
    /** Nobody's account is ever removed, so this stays true once it is. */
    private final AtomicBoolean somebody = new AtomicBoolean();

    FirstOwner(
            Database database,
            AuditTrail audit,
            OperatorStore store,
            Passwords passwords,
            SecureRandom random,
            Ids ids,
            Clock clock) {
        this.database = database;
        this.audit = audit;
        this.store = store;
        this.passwords = passwords;
        this.random = random;
        this.ids = ids;
        this.clock = clock;
    }

    /** The text to be told; empty if there is somebody. */
    public Future<Optional<SecretText>> invite() {
        SecretText text = OneTimeText.next(random);
        return database.inTransaction(tx -> store.isEmpty(tx)
                .compose(nobody -> nobody
                        ? store.noFirstOwner(tx)
                                .compose(gone ->
                                        store.add(tx, new FirstOwnerRow(OneTimeText.lookup(text), now().plus(LIFE))))
                                .map(Optional.of(text))
                        : Future.succeededFuture(Optional.empty())));
    }

    /** True while there is nobody. */
    Future<Boolean> isAwaited() {
        if (somebody.get()) {
            return Future.succeededFuture(false);
        }
        return database.read(store::isEmpty).onSuccess(nobody -> {
            if (!nobody) {
                somebody.set(true);
            }
        });
    }

    /** Fails with 400 {@code one-time-link-over} unless the text is the one and there is nobody yet. */
    Future<Operator> accept(Author by, SecretText text, String email, String displayName, SecretText password) {
        // Looked at before the work of a hash, which a stranger could else ask for without end.
        return database.read(tx -> isGood(tx, text))
                .compose(good -> good ? passwords.hash(password) : Future.failedFuture(SignInRefused.linkOver()))
                .compose(hash -> database.inTransaction(tx -> isGood(tx, text).compose(good -> {
                    if (!good) {
                        return Future.failedFuture(SignInRefused.linkOver());
                    }
                    OperatorRow row = new OperatorRow();
                    row.id = ids.next("opr");
                    row.email = email;
                    row.displayName = displayName;
                    row.state = Operator.State.ACTIVE.name();
                    row.everywhere = Role.OWNER.name();
                    row.password = hash;
                    row.createdAt = now();
                    audit.record(
                            tx,
                            new Author(TenantId.DEFAULT, Author.Kind.OPERATOR, row.id, by.requestId(), by.address()),
                            "operator.created",
                            row.id,
                            Map.of("everywhere", Role.OWNER.text(), "first", "true"));
                    return store.noFirstOwner(tx)
                            .compose(gone ->
                                    gone == 1 ? store.add(tx, row) : Future.failedFuture(SignInRefused.linkOver()))
                            .map(row.toOperator(List.of()));
                })));
    }

    private Future<Boolean> isGood(Transaction tx, SecretText text) {
        return store.isEmpty(tx)
                .compose(nobody -> nobody
                        ? store.firstOwner(tx)
                                .map(found -> found.filter(row -> row.lookup.equals(OneTimeText.lookup(text))
                                                && row.endsAt.isAfter(clock.instant()))
                                        .isPresent())
                        : Future.succeededFuture(false));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
