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

    private static final String TOPIC = "operator";
    private static final int IN_MEMORY = 1_000;
    private static final int FREE_TRIES = 5;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);
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
                .compose(found -> prove(found, shown.password(), shown.code(), by))
                .compose(operatorId -> begin(by, operatorId, userAgent));
    }

    /** The person's id, if all that was shown is right; each try counts, and each is in the audit. */
    private Future<String> prove(Optional<OperatorRow> found, SecretText password, @Nullable String code, Author by) {
        Instant until = found.map(row -> row.refusedUntil).orElse(null);
        Instant now = now();
        if (until != null && until.isAfter(now)) {
            return Future.failedFuture(SignInRefused.tooOften(Duration.between(now, until)));
        }
        boolean may = found.filter(row -> row.state.equals(Operator.State.ACTIVE.name()))
                .isPresent();
        String hash = may ? found.get().password : null;
        return passwords.matches(password, hash).compose(matches -> {
            if (found.isEmpty()) {
                return Future.failedFuture(SignInRefused.wrong());
            }
            OperatorRow row = found.get();
            if (!matches) {
                return refuse(row.id, by, SignInRefused.wrong());
            }
            if (!row.hasTotp()) {
                return Future.succeededFuture(row.id);
            }
            return code == null ? Future.failedFuture(SignInRefused.codeNeeded()) : useCode(row.id, code, by);
        });
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
        return database.inTransaction(tx -> store.byId(tx, operatorId).map(found -> {
                    OperatorRow row = found.orElseThrow(SignInRefused::wrong);
                    row.refused++;
                    if (row.refused >= FREE_TRIES) {
                        long seconds = 1L << Math.min(20, row.refused - FREE_TRIES);
                        Duration wait = Duration.ofSeconds(Math.min(seconds, LONGEST_WAIT.toSeconds()));
                        row.refusedUntil = now().plus(wait);
                    }
                    audit.recordRefusal(tx, himself(by, operatorId), "operator.sign-in", operatorId, Map.of());
                    return null;
                }))
                .transform(counted -> Future.failedFuture(why));
    }

    private static Author himself(Author by, String operatorId) {
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
    Future<Optional<Known>> recognise(SecretText text) {
        if (!OneTimeText.isPossible(text.reveal())) {
            return Future.succeededFuture(Optional.empty());
        }
        String lookup = OneTimeText.lookup(text);
        return seen.get(lookup, () -> database.read(tx -> read(tx, lookup)))
                .map(found -> found.filter(this::isLive))
                .compose(found -> found.isPresent() ? touched(lookup, found.get()) : Future.succeededFuture(found));
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

    /** Fails like {@link #signIn}. */
    Future<Void> proveAgain(Author by, Known known, SecretText password, @Nullable String code) {
        return database.read(tx -> store.byId(tx, known.operator().id()))
                .compose(found -> prove(found, password, code, by))
                .compose(operatorId -> database.inTransaction(tx -> store.sessions(tx, operatorId)
                        .map(sessions -> {
                            sessions.stream()
                                    .filter(each ->
                                            each.id.equals(known.session().id()))
                                    .forEach(each -> each.provenAt = now());
                            audit.record(tx, by, "operator.proven", operatorId, Map.of());
                            announce(tx, operatorId);
                            return null;
                        })));
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
