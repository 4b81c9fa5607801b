package dev.gatehouse.gateway.nango.connect;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.nango.NangoEndUser;
import dev.gatehouse.gateway.nango.SessionAccess;
import dev.gatehouse.gateway.nango.SessionTokens;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What can be done with Nango's connect sessions. */
public final class NangoSessions implements SessionTokens {
    static final Duration LIFE = Duration.ofMinutes(30);
    private static final Duration KEPT = Duration.ofDays(1);
    private static final int BYTES = 32;
    private static final Predicate<String> TOKEN =
            Pattern.compile(PREFIX + "[0-9a-f]{64}").asMatchPredicate();

    /** What a tenant asks for; see {@link NangoSession}. */
    record Wish(
            @Nullable NangoEndUser endUser,
            Map<String, String> tags,
            @Nullable List<String> allowed,
            JsonObject defaults,
            JsonObject overrides,
            @Nullable ConnectionId reconnects,
            @Nullable String reconnectsKey) {}

    /** A new session with its token, which is nowhere else. */
    record Made(NangoSession session, SecretText token) {}

    private final Database database;
    private final AuditTrail audit;
    private final NangoConnectStore store = new NangoConnectStore();
    private final SecureRandom random;
    private final Ids ids;
    private final Clock clock;

    public NangoSessions(Database database, AuditTrail audit, SecureRandom random, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.random = random;
        this.ids = new Ids(random);
        this.clock = clock;
    }

    Future<Made> create(Author by, Wish wish) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        NangoSession session = new NangoSession(
                ids.next("ncs"),
                by.tenant(),
                wish.endUser(),
                wish.tags(),
                wish.allowed(),
                wish.defaults(),
                wish.overrides(),
                wish.reconnects(),
                wish.reconnectsKey(),
                now,
                now.plus(LIFE));
        SecretText token = newToken();
        return database.inTransaction(tx -> {
                    audit.record(tx, by, "nango-connect-session.created", session.id(), details(session));
                    return store.add(tx, session, Digests.of(token.reveal()));
                })
                .map(made -> new Made(made, token));
    }

    private static Map<String, String> details(NangoSession session) {
        Map<String, String> details = new HashMap<>();
        details.put("endUser", session.person().id());
        if (session.allowed() != null) {
            details.put("integrations", String.join(" ", session.allowed()));
        }
        if (session.reconnects() != null) {
            details.put("reconnects", session.reconnects().value());
        }
        return details;
    }

    private SecretText newToken() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new SecretText(PREFIX + HexFormat.of().formatHex(bytes));
    }

    static boolean isToken(String text) {
        return TOKEN.test(text);
    }

    @Override
    public Future<Optional<SessionAccess>> find(String token) {
        return of(token)
                .map(found -> found.map(session -> new SessionAccess(
                        session.tenant(),
                        session.id(),
                        session.allowed() == null ? null : Set.copyOf(session.allowed()))));
    }

    /** Empty if there is none with this token, or it is over or was ended. */
    Future<Optional<NangoSession>> of(String token) {
        if (!isToken(token)) {
            return Future.succeededFuture(Optional.empty());
        }
        return database.read(tx -> store.byToken(tx, Digests.of(token)))
                .map(found -> found.filter(session -> !session.isOver(clock.instant())));
    }

    /** The one that a request's token is of, as {@code NangoAccessHandler} found it. */
    Future<Optional<NangoSession>> of(SessionAccess access) {
        return database.read(tx -> store.session(tx, access.tenant(), access.sessionId()));
    }

    /** Nothing more begins with it; what is under way may end well. */
    Future<Void> end(SessionAccess access) {
        return database.inTransaction(tx -> store.end(
                tx, access.tenant(), access.sessionId(), clock.instant().truncatedTo(ChronoUnit.MICROS)));
    }

    /** Removes sessions a day after they ended. */
    public Future<Integer> sweep() {
        return database.inBackground(tx -> store.sweep(tx, clock.instant().minus(KEPT)));
    }
}
