package dev.gatehouse.gateway.operator;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Remembered;
import dev.gatehouse.common.database.StaleRow;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.common.vault.SecretText;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Signing in, being signed in, signing out. A session ends after fifteen minutes without a request and after twelve hours
 * in any case; ending one is announced to all nodes.
 *
 * <p>Five wrong tries in a row make an account wait, one second first and twice as long each time, up to fifteen minutes. It is never locked for
 * good by that: else a stranger could lock the last owner out.
 */
public final class OperatorSessions {
    static final Duration IDLE = Duration.ofMinutes(15);
    static final Duration LIFE = Duration.ofHours(12);
    /** For acts that need a fresh proof of who it is. */
    static final Duration PROOF = Duration.ofMinutes(5);

    /** Announced when a person's sessions or roles change. */
    public static final String TOPIC = "operator";

    private static final int IN_MEMORY = 1_000;
    private static final int MOST_COLLISIONS = 10;
    private static final Duration SEEN_PRECISION = Duration.ofMinutes(1);
    private static final int LONGEST_AGENT = 300;

    /** A session with the text its cookie holds, which is nowhere else. */
    record Begun(OperatorSession session, Operator operator, SecretText text) {}

    /** Who it is, and the session. */
    record Known(OperatorSession session, Operator operator) {}

    private final Database database;
    private final AuditTrail audit;
    private final OperatorStore store;
    private final Passwords passwords;
    private final Totp totp;
    private final Sealer sealer;
    private final AddressThrottle throttle;
    private final Tries strangers;
    private final SecureRandom random;
    private final Ids ids;
    private final Clock clock;
    private final Remembered<String, Optional<Known>> seen = new Remembered<>(IN_MEMORY);

    OperatorSessions(
            Database database,
            AuditTrail audit,
            OperatorStore store,
            Passwords passwords,
            Totp totp,
            Sealer sealer,
            SecureRandom random,
            Ids ids,
            Clock clock) {
        this.database = database;
        this.audit = audit;
        this.store = store;
        this.passwords = passwords;
        this.totp = totp;
        this.sealer = sealer;
        this.throttle = new AddressThrottle(clock);
        this.strangers = new Tries(clock);
        this.random = random;
        this.ids = ids;
        this.clock = clock;
        database.announcements().on(TOPIC, this::changed, seen::doubt);
    }

    private void changed(String operatorId) {
        seen.forgetIf(known -> known.isEmpty() || known.get().operator().id().equals(operatorId));
    }

    /** Says in the transaction that changes a person that every node must look again. */
    void announce(Transaction tx, String operatorId) {
        database.announcements().tell(tx, TOPIC, operatorId);
    }

    /**
     * What somebody shows at the door.
     *
     * @param email lower case
     * @param code of the second factor; null if none was given
     */
    record Shown(
            String email, SecretText password, @Nullable String code) {}

    /** Fails with 401 {@code sign-in-failed} or {@code second-factor-needed}, and with 429 {@code sign-in-throttled}. */
    Future<Begun> signIn(Author by, Shown shown, @Nullable String userAgent) {
        Optional<Duration> wait = throttle.tooMany(by.address());
        if (wait.isPresent()) {
            return Future.failedFuture(SignInRefused.tooOften(wait.get()));
        }
        return database.read(tx -> store.byEmail(tx, shown.email()))
                .compose(found ->
                        found.isPresent() ? prove(found.get().id, shown.password(), shown.code(), by) : nobody(shown))
                .compose(operatorId -> begin(by, operatorId, userAgent));
    }

    /** A name without an account is answered like one with an account, its waits and the work of its password included. */
    private <T> Future<T> nobody(Shown shown) {
        Optional<Duration> wait = strangers.count(shown.email());
        return wait.isPresent()
                ? Future.failedFuture(SignInRefused.tooOften(wait.get()))
                : passwords
                        .matches(shown.password(), null)
                        .compose(never -> Future.failedFuture(SignInRefused.wrong()));
    }

    /**
     * The person's id, if all that was shown is right. A try is counted before it is looked at, so that many at once are no
     * more than many in a row; being signed in sets the count back.
     */
    private Future<String> prove(String operatorId, SecretText password, @Nullable String code, Author by) {
        return counted(operatorId, MOST_COLLISIONS).compose(row -> {
            boolean may = row.state.equals(Operator.State.ACTIVE.name());
            return passwords.matches(password, may ? row.password : null).compose(matches -> {
                if (!matches) {
                    return refuse(operatorId, by, SignInRefused.wrong());
                }
                if (!row.hasTotp()) {
                    return Future.succeededFuture(operatorId);
                }
                return code == null ? missing(operatorId) : useCode(operatorId, code, by);
            });
        });
    }

    private Future<OperatorRow> counted(String operatorId, int collisions) {
        return database.inTransaction(tx -> store.byId(tx, operatorId).map(found -> {
                    OperatorRow row = found.orElseThrow(SignInRefused::wrong);
                    Instant now = now();
                    if (row.refusedUntil != null && row.refusedUntil.isAfter(now)) {
                        throw SignInRefused.tooOften(Duration.between(now, row.refusedUntil));
                    }
                    row.refused++;
                    row.refusedUntil =
                            Tries.waitAfter(row.refused).map(now::plus).orElse(null);
                    return row;
                }))
                .recover(failure -> failure instanceof StaleRow
                        ? collisions > 0
                                ? counted(operatorId, collisions - 1)
                                : Future.failedFuture(SignInRefused.tooOften(Duration.ofSeconds(1)))
                        : Future.failedFuture(failure));
    }

    /** The password was right, so this was no wrong try. */
    private <T> Future<T> missing(String operatorId) {
        return database.inTransaction(tx -> store.byId(tx, operatorId).map(found -> {
                    found.ifPresent(row -> {
                        row.refused = Math.max(0, row.refused - 1);
                        row.refusedUntil = null;
                    });
                    return null;
                }))
                .transform(noted -> Future.failedFuture(SignInRefused.codeNeeded()));
    }

    private Future<String> useCode(String operatorId, String code, Author by) {
        return database.inTransaction(tx -> store.byId(tx, operatorId).map(found -> {
                    OperatorRow row = found.orElseThrow(SignInRefused::wrong);
                    SecretText seed = sealer.open(Objects.requireNonNull(row.totpSeed), row.seedPlace());
                    OptionalLong step = totp.step(seed, code, row.totpStep);
                    if (step.isEmpty()) {
                        return false;
                    }
                    row.totpStep = step.getAsLong();
                    return true;
                }))
                // Two requests with one code: one of them is first.
                .recover(failure ->
                        failure instanceof StaleRow ? Future.succeededFuture(false) : Future.failedFuture(failure))
                .compose(right ->
                        right ? Future.succeededFuture(operatorId) : refuse(operatorId, by, SignInRefused.wrong()));
    }

    private <T> Future<T> refuse(String operatorId, Author by, Failure why) {
        return database.inTransaction(tx -> {
                    audit.recordRefusal(tx, himself(by, operatorId), "operator.sign-in", operatorId, Map.of());
                    return Future.succeededFuture();
                })
                .transform(written -> Future.failedFuture(why));
    }

    static Author himself(Author by, String operatorId) {
        return new Author(by.tenant(), Author.Kind.OPERATOR, operatorId, by.requestId(), by.address());
    }

    /** For somebody who has proven who it is, here or at an identity provider. */
    Future<Begun> begin(Author by, String operatorId, @Nullable String userAgent) {
        SecretText text = OneTimeText.next(random);
        return database.inTransaction(tx -> store.byId(tx, operatorId).compose(found -> {
            OperatorRow row = found.filter(each -> each.state.equals(Operator.State.ACTIVE.name()))
                    .orElseThrow(SignInRefused::wrong);
            row.refused = 0;
            row.refusedUntil = null;
            row.lastSignInAt = now();
            OperatorSessionRow session = new OperatorSessionRow();
            session.id = ids.next("ses");
            session.operatorId = operatorId;
            session.lookup = OneTimeText.lookup(text);
            session.createdAt = now();
            session.seenAt = session.createdAt;
            session.provenAt = session.createdAt;
            session.endsAt = session.createdAt.plus(LIFE);
            session.address = by.address();
            session.userAgent =
                    userAgent == null ? null : userAgent.substring(0, Math.min(LONGEST_AGENT, userAgent.length()));
            audit.record(tx, himself(by, operatorId), "operator.signed-in", operatorId, Map.of());
            return store.add(tx, session)
                    .compose(kept -> store.roles(tx, operatorId))
                    .map(roles -> new Begun(OperatorSession.of(session), row.toOperator(roles), text));
        }));
    }

    /** Empty if it is nobody's, or over. */
    Future<Optional<Known>> recognise(SecretText text, boolean attended) {
        if (!OneTimeText.isPossible(text.reveal())) {
            return Future.succeededFuture(Optional.empty());
        }
        String lookup = OneTimeText.lookup(text);
        return seen.get(lookup, () -> database.read(tx -> read(tx, lookup)))
                .compose(found ->
                        found.isPresent() && !isLive(found.get()) ? again(lookup) : Future.succeededFuture(found))
                .map(found -> found.filter(this::isLive))
                .compose(found ->
                        found.isPresent() && attended ? touched(lookup, found.get()) : Future.succeededFuture(found));
    }

    /** What is remembered may be old: the session may be in use on another node. */
    private Future<Optional<Known>> again(String lookup) {
        seen.forget(lookup);
        return seen.get(lookup, () -> database.read(tx -> read(tx, lookup)));
    }

    private Future<Optional<Known>> read(Transaction tx, String lookup) {
        return store.session(tx, lookup).compose(found -> {
            if (found.isEmpty()) {
                return Future.succeededFuture(Optional.empty());
            }
            OperatorSessionRow session = found.get();
            return store.byId(tx, session.operatorId)
                    .compose(person -> store.roles(tx, session.operatorId)
                            .map(roles ->
                                    person.map(row -> new Known(OperatorSession.of(session), row.toOperator(roles)))));
        });
    }

    private boolean isLive(Known known) {
        Instant now = clock.instant();
        return known.operator().state() == Operator.State.ACTIVE
                && known.session().endsAt().isAfter(now)
                && known.session().seenAt().plus(IDLE).isAfter(now);
    }

    /** Notes the use of a session once a minute; that note may get lost. */
    private Future<Optional<Known>> touched(String lookup, Known known) {
        Instant now = now();
        if (known.session().seenAt().plus(SEEN_PRECISION).isAfter(now)) {
            return Future.succeededFuture(Optional.of(known));
        }
        seen.forget(lookup);
        return database.inBackground(tx -> store.session(tx, lookup).map(found -> {
                    found.ifPresent(row -> row.seenAt = now);
                    return null;
                }))
                .transform(noted -> Future.succeededFuture(Optional.of(known)));
    }

    /** The same session under a new text; the one before is worthless. Fails like {@link #signIn}. */
    Future<Begun> proveAgain(Author by, Known known, SecretText password, @Nullable String code) {
        return prove(known.operator().id(), password, code, by)
                .compose(operatorId -> proven(by, operatorId, known.session().id()));
    }

    /** For somebody who has proven again who it is, here or at an identity provider. Fails with 401 {@code session-over}. */
    Future<Begun> proven(Author by, String operatorId, String sessionId) {
        SecretText text = OneTimeText.next(random);
        return database.inTransaction(tx -> store.byId(tx, operatorId).compose(found -> {
            OperatorRow person = found.filter(each -> each.state.equals(Operator.State.ACTIVE.name()))
                    .orElseThrow(SignInRefused::noSession);
            person.refused = 0;
            person.refusedUntil = null;
            return store.sessionById(tx, sessionId).compose(session -> {
                OperatorSessionRow row = session.filter(each -> each.operatorId.equals(operatorId))
                        .orElseThrow(SignInRefused::noSession);
                row.provenAt = now();
                row.lookup = OneTimeText.lookup(text);
                audit.record(tx, himself(by, operatorId), "operator.proven", operatorId, Map.of());
                announce(tx, operatorId);
                return store.roles(tx, operatorId)
                        .map(roles -> new Begun(OperatorSession.of(row), person.toOperator(roles), text));
            });
        }));
    }

    /** Counts a try from this network; how long to wait if it is one too many. */
    Optional<Duration> tooMany(@Nullable String address) {
        return throttle.tooMany(address);
    }

    boolean isProven(OperatorSession session) {
        return session.provenAt().plus(PROOF).isAfter(clock.instant());
    }

    Future<List<OperatorSession>> of(String operatorId) {
        return database.read(tx -> store.sessions(tx, operatorId))
                .map(rows -> rows.stream().map(OperatorSession::of).toList());
    }

    /** Fails with 404 {@code session-unknown}. */
    Future<Void> end(Author by, String operatorId, String sessionId) {
        return database.inTransaction(tx -> store.endSession(tx, operatorId, sessionId)
                .map(ended -> {
                    if (ended == 0) {
                        throw new Failure.Missing("session-unknown", "There is no session with this id.");
                    }
                    audit.record(tx, by, "operator.signed-out", operatorId, Map.of("session", sessionId));
                    announce(tx, operatorId);
                    return null;
                }));
    }

    /** In the transaction that takes away a person's way in. */
    Future<Void> endAll(Transaction tx, String operatorId) {
        announce(tx, operatorId);
        return store.endSessions(tx, operatorId).mapEmpty();
    }

    /** Removes sessions that are over. */
    public Future<Integer> sweep() {
        Instant now = now();
        return database.inBackground(tx -> store.removeEnded(tx, now, now.minus(IDLE)));
    }

    /** An author for what happens before anybody is known. */
    static Author stranger(@Nullable String requestId, @Nullable String address) {
        return new Author(TenantId.DEFAULT, Author.Kind.OPERATOR, "nobody", requestId, address);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
