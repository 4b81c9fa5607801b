package dev.gatehouse.gateway.operator;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.database.UniqueViolation;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.vault.SecretText;
import io.vertx.core.Future;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Signing in at the identity provider, proving there again who one is, and linking an account to it. Nobody gets an account
 * by that: somebody new must have been invited by the e-mail address that the identity provider vouches for. From then on
 * they are known by issuer and subject alone.
 *
 * <p>The browser keeps a random text in a cookie; nonce and PKCE verifier follow from it, and the state is kept here beside
 * its digest. So an answer works once, in the browser that asked, within ten minutes.
 */
final class OidcSignIn {
    static final Duration LIFE = Duration.ofMinutes(10);

    /** What a browser is sent away for. */
    enum Purpose {
        SIGN_IN,
        PROOF,
        LINK
    }

    /** Where the browser is to go, and what its cookie is to hold. */
    record Departure(URI url, SecretText text) {}

    /** What came back, with the text of the browser's cookie. */
    record Answer(SecretText text, String state, Optional<String> code, Optional<String> issuer) {}

    /**
     * What the browser was sent for.
     *
     * @param back path of the page to go to
     */
    record Mission(Purpose purpose, @Nullable String sessionId, String back, Instant begun) {}

    /** Empty without a session to begin or renew. */
    record Arrival(Mission mission, Optional<OperatorSessions.Begun> begun) {}

    private final Database database;
    private final AuditTrail audit;
    private final OperatorStore people;
    private final IdentityStore store = new IdentityStore();
    private final Invitations invitations;
    private final OperatorSessions sessions;
    private final IdentityProvider provider;
    private final String redirectUri;
    private final SecureRandom random;
    private final Clock clock;

    OidcSignIn(
            Database database,
            AuditTrail audit,
            OperatorStore people,
            Invitations invitations,
            OperatorSessions sessions,
            IdentityProvider provider,
            String redirectUri,
            SecureRandom random,
            Clock clock) {
        this.database = database;
        this.audit = audit;
        this.people = people;
        this.invitations = invitations;
        this.sessions = sessions;
        this.provider = provider;
        this.redirectUri = redirectUri;
        this.random = random;
        this.clock = clock;
    }

    String name() {
        return provider.name();
    }

    /** True if the person can prove at the identity provider who they are. */
    Future<Boolean> knows(String operatorId) {
        return database.read(tx -> store.has(tx, operatorId, provider.issuer()));
    }

    /** Fails with 401 {@code oidc-failed} and 429 {@code sign-in-throttled}. */
    Future<Departure> depart(Author by, Purpose purpose, @Nullable String sessionId, String back) {
        Optional<Duration> wait = sessions.tooMany(by.address());
        if (wait.isPresent()) {
            return Future.failedFuture(SignInRefused.tooOften(wait.get()));
        }
        SecretText text = OneTimeText.next(random);
        SecretText state = OneTimeText.next(random);
        OidcDepartureRow row = new OidcDepartureRow();
        row.id = OneTimeText.lookup(state);
        row.browser = OneTimeText.lookup(text);
        row.purpose = purpose.name();
        row.sessionId = sessionId;
        row.back = back;
        row.endsAt = now().plus(LIFE);
        return provider.authorizeUrl(errand(text, state.reveal(), purpose == Purpose.PROOF))
                .compose(url -> database.inTransaction(tx -> store.add(tx, row)).map(new Departure(url, text)));
    }

    private IdentityProvider.Errand errand(SecretText text, String state, boolean again) {
        return new IdentityProvider.Errand(
                redirectUri, state, OneTimeText.derived(text, "nonce"), OneTimeText.derived(text, "verifier"), again);
    }

    /** What an answer belongs to; works once. Fails with 400 {@code oidc-stale}. */
    Future<Mission> recognise(SecretText text, String state) {
        return database.inTransaction(tx -> store.take(tx, OneTimeText.digest(state)))
                .map(found -> found.filter(row ->
                                row.browser.equals(OneTimeText.lookup(text)) && row.endsAt.isAfter(clock.instant()))
                        .map(row -> new Mission(
                                Purpose.valueOf(row.purpose), row.sessionId, row.back, row.endsAt.minus(LIFE)))
                        .orElseThrow(OidcRefused::stale));
    }

    /** Fails with 401 and one of the codes of {@link OidcRefused}. */
    Future<Arrival> arrive(Author by, Mission mission, Answer answer, @Nullable String userAgent) {
        // RFC 9207: an answer that names another issuer was meant for somebody else.
        boolean ours = answer.issuer()
                .map(issuer -> issuer.equals(provider.issuer()) || issuer.equals(provider.issuer() + "/"))
                .orElse(true);
        if (!ours || answer.code().isEmpty()) {
            return Future.failedFuture(ours ? OidcRefused.refused() : OidcRefused.failed());
        }
        return provider.redeem(
                        errand(answer.text(), answer.state(), false),
                        answer.code().get())
                .compose(claims -> switch (mission.purpose()) {
                    case SIGN_IN -> signIn(by, mission, claims, userAgent);
                    case PROOF -> prove(by, mission, claims);
                    case LINK -> link(by, mission, claims);
                });
    }

    private Future<Arrival> signIn(Author by, Mission mission, IdTokenClaims claims, @Nullable String userAgent) {
        return database.read(tx -> store.operator(tx, provider.issuer(), claims.subject()))
                .compose(known -> known.isPresent() ? Future.succeededFuture(known.get()) : join(by, claims))
                .compose(operatorId -> sessions.begin(by, operatorId, userAgent))
                .map(begun -> new Arrival(mission, Optional.of(begun)));
    }

    private Future<String> join(Author by, IdTokenClaims claims) {
        Optional<String> email = claims.verifiedEmail();
        if (email.isEmpty()) {
            return Future.failedFuture(OidcRefused.unverified());
        }
        return database.inTransaction(tx -> people.byEmail(tx, email.get()).compose(found -> {
            if (found.isEmpty() || !invitations.isOpen(found.get())) {
                boolean active = found.filter(row -> row.state.equals(Operator.State.ACTIVE.name()))
                        .isPresent();
                return Future.failedFuture(active ? OidcRefused.unlinked() : OidcRefused.nobody());
            }
            OperatorRow row = found.get();
            invitations.joined(tx, by, row);
            return keep(tx, by, row.id, claims).map(row.id);
        }));
    }

    private Future<Void> keep(Transaction tx, Author by, String operatorId, IdTokenClaims claims) {
        audit.record(
                tx,
                OperatorSessions.himself(by, operatorId),
                "operator.identity-linked",
                operatorId,
                Map.of("issuer", provider.issuer()));
        return store.add(tx, new OperatorIdentityRow(operatorId, provider.issuer(), claims.subject(), now()));
    }

    private Future<Arrival> prove(Author by, Mission mission, IdTokenClaims claims) {
        claims.needSignedInSince(mission.begun());
        String sessionId = String.valueOf(mission.sessionId());
        return database.read(tx -> store.operator(tx, provider.issuer(), claims.subject())
                        .compose(known -> people.sessionById(tx, sessionId).map(session -> {
                            String whose = session.orElseThrow(SignInRefused::noSession).operatorId;
                            return known.filter(whose::equals).orElseThrow(OidcRefused::notYou);
                        })))
                .compose(operatorId -> sessions.proven(by, operatorId, sessionId))
                .map(begun -> new Arrival(mission, Optional.of(begun)));
    }

    private Future<Arrival> link(Author by, Mission mission, IdTokenClaims claims) {
        return database.inTransaction(tx -> people.sessionById(tx, String.valueOf(mission.sessionId()))
                        .compose(found -> keep(tx, by, found.orElseThrow(SignInRefused::noSession).operatorId, claims)))
                .recover(failure ->
                        Future.failedFuture(failure instanceof UniqueViolation ? OidcRefused.taken() : failure))
                .map(done -> new Arrival(mission, Optional.empty()));
    }

    /** Removes what nobody came back from. */
    Future<Integer> sweep() {
        Instant now = now();
        return database.inBackground(tx -> store.removeEnded(tx, now));
    }

    void close() {
        provider.close();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
