package dev.gatehouse.sandbox.authorization;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.sandbox.fault.Behaviour;
import dev.gatehouse.sandbox.fault.TokenLevers;
import dev.gatehouse.sandbox.fault.Violations;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Everything issued: codes, access tokens, refresh tokens and the launches of the EHR. All in memory, safe for any thread;
 * what has ended is swept away as new things are issued.
 */
public final class Grants implements TokenLevers {

    /** How long a code may wait (RFC 6749 advises ten minutes at most). */
    static final Duration CODE_LIFETIME = Duration.ofSeconds(60);

    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    private static final int SPENT_KEPT = 64;
    private static final int LAUNCHES_KEPT = 10_000;

    private record Code(AuthorizationRequest request, Grant grant, Instant expiresAt, AtomicBoolean spent) {}

    private static final class RefreshToken {
        final Grant grant;
        Instant usableUntil;

        @Nullable
        Instant spentAt;

        RefreshToken(Grant grant, Instant usableUntil) {
            this.grant = grant;
            this.usableUntil = usableUntil;
        }
    }

    /**
     * What a code or a refresh token was exchanged for.
     *
     * @param access the new access token
     * @param refreshToken to be told to the client, or null
     */
    record Issued(AccessToken access, @Nullable String refreshToken) {}

    private final Behaviour behaviour;
    private final Violations violations;
    private final Clock clock;
    private final Secrets secrets;
    private final Clients clients;
    private final PracticeGate gate;
    private final Map<String, Code> codes = new ConcurrentHashMap<>();
    private final Map<String, AccessToken> accessTokens = new ConcurrentHashMap<>();
    private final Map<String, RefreshToken> refreshTokens = new ConcurrentHashMap<>();
    private final Map<String, EhrLaunch> launches = new ConcurrentHashMap<>();
    private final AtomicInteger untilSweep = new AtomicInteger(1_024);

    public Grants(
            Behaviour behaviour,
            Violations violations,
            Clock clock,
            Secrets secrets,
            Clients clients,
            PracticeGate gate) {
        this.clients = clients;
        this.gate = gate;
        this.behaviour = behaviour;
        this.violations = violations;
        this.clock = clock;
        this.secrets = secrets;
    }

    /** The access token with that value, good or not; null when it was never issued or is long forgotten. */
    public @Nullable AccessToken accessToken(String value) {
        return accessTokens.get(value);
    }

    /** A person said yes. */
    String issueCode(AuthorizationRequest request, Chart.Person user, @Nullable String patient) {
        Set<String> granted = new LinkedHashSet<>(request.scopes());
        granted.removeAll(behaviour.droppedScopes());
        EhrLaunch launch = request.launch();
        Grant grant = new Grant(
                request.base(),
                request.client().id(),
                granted,
                user,
                launch != null ? launch.patient() : patient,
                request.nonce(),
                launch != null);
        String value = secrets.next("code_");
        codes.put(value, new Code(request, grant, clock.instant().plus(CODE_LIFETIME), new AtomicBoolean()));
        sweepNowAndThen();
        return value;
    }

    /** Takes the code, once; a second try ends the grant (RFC 6749, section 4.1.2). */
    Grant redeem(String value, Client client, String redirectUri, String challengeOfVerifier, String base, long call)
            throws Refusal {
        Code code = codes.get(value);
        if (code == null) {
            throw Refusal.invalidGrant("The code is unknown or has expired");
        }
        if (code.spent().getAndSet(true)) {
            code.grant().revoke();
            violations.note("code-reuse", "a code was sent twice", call);
            throw Refusal.invalidGrant("The code was used before; what it was exchanged for is revoked");
        }
        AuthorizationRequest request = code.request();
        if (!clock.instant().isBefore(code.expiresAt())) {
            throw Refusal.invalidGrant("The code is unknown or has expired");
        }
        if (!request.client().id().equals(client.id()) || !request.base().url().equals(base)) {
            throw Refusal.invalidGrant("The code was issued to another app or at another base");
        }
        if (!request.redirectUri().equals(redirectUri)) {
            violations.note("redirect-uri", "not the redirect_uri of the authorization request", call);
            throw Refusal.invalidGrant("redirect_uri is not that of the authorization request");
        }
        if (!Secrets.equal(request.challenge(), challengeOfVerifier)) {
            throw Refusal.invalidGrant("code_verifier does not fit code_challenge");
        }
        if (request.strayLaunch()) {
            throw Refusal.vendor(403, "Forbidden", "Invalid launch context");
        }
        return code.grant();
    }

    Issued issue(Grant grant) {
        boolean offline = grant.scopes().contains("offline_access");
        String refreshToken = null;
        if (offline) {
            synchronized (grant) {
                refreshToken = newRefreshToken(grant);
            }
        }
        return new Issued(newAccessToken(grant, grant.scopes()), refreshToken);
    }

    /** Ends what the value stands for, if it is this client's. */
    void giveBack(String value, String clientId) {
        RefreshToken refresh = refreshTokens.get(value);
        if (refresh != null && refresh.grant.clientId().equals(clientId)) {
            refresh.grant.revoke();
        }
        AccessToken access = accessTokens.get(value);
        if (access != null && access.grant().clientId().equals(clientId)) {
            access.expire(clock.instant());
        }
    }

    /** An access token for a system app, which gets no refresh token. */
    Issued issueToSystem(Grant grant) {
        return new Issued(newAccessToken(grant, grant.scopes()), null);
    }

    /** Exchanges a refresh token. {@code scope} may narrow what was granted, never widen it. */
    Issued refresh(String value, Client client, String base, Set<String> scope, long call) throws Refusal {
        RefreshToken held = refreshTokens.get(value);
        if (held == null
                || !held.grant.clientId().equals(client.id())
                || !held.grant.base().url().equals(base)) {
            throw Refusal.invalidGrant("The refresh token is unknown");
        }
        Grant grant = held.grant;
        synchronized (grant) {
            Instant now = clock.instant();
            if (grant.revoked() || grant.refreshEnded() || !now.isBefore(held.usableUntil)) {
                throw Refusal.invalidGrant("The refresh token has expired or was revoked");
            }
            refuseSpent(held, now, call);
            if (!grant.scopes().containsAll(scope)) {
                violations.note("refresh-scope", "asked for more than was granted", call);
                throw Refusal.oauth(400, "invalid_scope", "The scope is wider than what was granted");
            }
            String next = value;
            if (behaviour.rotation() == Behaviour.Rotation.KEEP) {
                held.usableUntil = now.plus(behaviour.refreshTokenLifetime());
            } else {
                held.spentAt = held.spentAt == null ? now : held.spentAt;
                next = newRefreshToken(grant);
            }
            return new Issued(newAccessToken(grant, scope.isEmpty() ? grant.scopes() : scope), next);
        }
    }

    private void refuseSpent(RefreshToken held, Instant now, long call) throws Refusal {
        Instant spentAt = held.spentAt;
        if (spentAt == null || now.isBefore(spentAt.plus(behaviour.rotationGrace()))) {
            return;
        }
        violations.note("refresh-reuse", "a refresh token was sent again after it was replaced", call);
        if (behaviour.rotation() == Behaviour.Rotation.STRICT) {
            held.grant.revoke();
        }
        throw Refusal.invalidGrant("The refresh token was used before");
    }

    private String newRefreshToken(Grant grant) {
        String value = secrets.next("srt_");
        refreshTokens.put(value, new RefreshToken(grant, clock.instant().plus(behaviour.refreshTokenLifetime())));
        grant.refreshTokens().addLast(value);
        if (grant.refreshTokens().size() > SPENT_KEPT) {
            refreshTokens.remove(grant.refreshTokens().removeFirst());
        }
        return value;
    }

    private AccessToken newAccessToken(Grant grant, Set<String> scopes) {
        Instant until = clock.instant().plus(behaviour.accessTokenLifetime());
        AccessToken token = new AccessToken(secrets.next("sat_"), grant, scopes, until);
        accessTokens.put(token.value(), token);
        sweepNowAndThen();
        return token;
    }

    /** Sweeps after as many new things as there are old ones, so that sweeping costs each a constant share. */
    private void sweepNowAndThen() {
        if (untilSweep.decrementAndGet() != 0) {
            return;
        }
        Instant now = clock.instant();
        Instant forgotten = now.minus(REMEMBERED);
        codes.values().removeIf(code -> code.expiresAt().isBefore(forgotten));
        accessTokens.values().removeIf(token -> token.expiresAt().isBefore(forgotten));
        refreshTokens.values().removeIf(token -> token.usableUntil.isBefore(forgotten) || token.grant.revoked());
        untilSweep.set(Math.max(1_024, accessTokens.size()));
    }

    @Nullable
    EhrLaunch launched(@Nullable String launch) {
        return launch == null ? null : launches.get(launch);
    }

    @Override
    public int expireAccessTokens(@Nullable String practice) {
        Instant now = clock.instant();
        int good = 0;
        for (AccessToken token : accessTokens.values()) {
            if (isAt(token.grant(), practice) && token.good(now)) {
                token.expire(now);
                good++;
            }
        }
        return good;
    }

    @Override
    public boolean expireAccessToken(String value) {
        AccessToken token = accessTokens.get(value);
        if (token == null) {
            return false;
        }
        token.expire(clock.instant());
        return true;
    }

    @Override
    public int revokeRefreshTokens(@Nullable String practice) {
        Set<Grant> ended = grants(practice);
        ended.forEach(Grant::endRefresh);
        return ended.size();
    }

    @Override
    public int revokeGrants(@Nullable String practice) {
        Set<Grant> ended = grants(practice);
        ended.forEach(Grant::revoke);
        return ended.size();
    }

    /** Ends what users have allowed one app, at one practice or at all if null. Returns how many grants. */
    @CanIgnoreReturnValue
    public int revokeGrantsOf(String clientId, @Nullable String practice) {
        Set<Grant> ended = grants(practice);
        ended.removeIf(grant -> !grant.clientId().equals(clientId));
        ended.forEach(Grant::revoke);
        return ended.size();
    }

    @Override
    public int liveGrants() {
        return grants(null).size();
    }

    private Set<Grant> grants(@Nullable String practice) {
        Set<Grant> live = new LinkedHashSet<>();
        accessTokens.values().forEach(token -> live.add(token.grant()));
        refreshTokens.values().forEach(token -> live.add(token.grant));
        live.removeIf(grant -> grant.revoked() || !isAt(grant, practice));
        return live;
    }

    private static boolean isAt(Grant grant, @Nullable String practice) {
        return practice == null || grant.base().guid().equals(practice);
    }

    @Override
    public String launch(String practice, @Nullable String patient) {
        if (launches.size() >= LAUNCHES_KEPT) {
            launches.clear();
        }
        // characters that careless encoding changes
        String value = secrets.next("lc+/=.%2B");
        launches.put(value, new EhrLaunch(practice, patient));
        return value;
    }

    @Override
    public void authorizeSystemApp(String practice, String clientId, boolean allowed) {
        Client client = clients.find(clientId);
        if (!allowed) {
            gate.withdraw(practice, clientId);
        } else if (client != null) {
            gate.enableFhir(practice, true);
            gate.authorize(practice, clientId, client.scopes());
        }
    }

    @Override
    public void forgetAll() {
        codes.clear();
        accessTokens.clear();
        refreshTokens.clear();
        launches.clear();
        gate.forget();
    }
}
