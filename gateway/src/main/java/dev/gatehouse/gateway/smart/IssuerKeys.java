package dev.gatehouse.gateway.smart;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import dev.gatehouse.common.egress.Destination;
import dev.gatehouse.common.egress.Egress;
import dev.gatehouse.common.egress.SharedCalls;
import dev.gatehouse.common.egress.SmallAnswer;
import dev.gatehouse.common.egress.SmallRequest;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.failure.Failure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The public keys with which authorization servers sign id tokens: from {@code jwks_uri} of the SMART configuration, or of
 * the expected issuer's OpenID configuration where that has none. Kept as their {@code Cache-Control} says within bounds; an
 * unknown key id has them read again, at most once a minute.
 */
public final class IssuerKeys {
    private static final Duration BETWEEN_READS = Duration.ofMinutes(1);
    private static final int MOST_SETS = 10_000;

    private final Egress egress;
    private final Clock clock;
    private final Cache<Place, Kept> kept =
            Caffeine.newBuilder().maximumSize(MOST_SETS).build();
    private final SharedCalls<Place, Kept> reads;

    public IssuerKeys(Vertx vertx, Egress egress, Clock clock) {
        this.egress = egress;
        this.clock = clock;
        this.reads = new SharedCalls<>(vertx);
    }

    /**
     * The keys that may have signed. Fails with 502 {@code issuer-keys-unreadable}, and as {@link Egress} does.
     *
     * @param issuer the expected one, from the practice's own metadata
     * @param keyId from the signature; null for any
     */
    Future<List<JWK>> of(EhrProfile profile, SmartEndpoints endpoints, String issuer, @Nullable String keyId) {
        Place place = new Place(profile.key(), issuer, endpoints.jwks());
        Kept known = kept.getIfPresent(place);
        Instant now = clock.instant();
        if (known != null && now.isBefore(known.readAgainAt())) {
            List<JWK> fitting = known.fitting(keyId);
            if (!fitting.isEmpty() || now.isBefore(known.readAt().plus(BETWEEN_READS))) {
                return Future.succeededFuture(fitting);
            }
        }
        return reads.join(
                        place,
                        () -> Future.succeededFuture()
                                .compose(go -> address(profile, place))
                                .compose(address -> read(profile, address))
                                .onSuccess(fresh -> kept.put(place, fresh))
                                .recover(failure ->
                                        known == null ? Future.failedFuture(failure) : Future.succeededFuture(known)))
                .map(keys -> keys.fitting(keyId));
    }

    private Future<URI> address(EhrProfile profile, Place place) {
        URI named = place.jwks();
        if (named != null) {
            return Future.succeededFuture(named);
        }
        URI issuer;
        try {
            issuer = URI.create(EndpointAddresses.withoutLastSlashes(place.issuer()));
        } catch (IllegalArgumentException noAddress) {
            return Future.failedFuture(unreadable("names an issuer that is no address"));
        }
        Destination to = egress.destination(issuer, profile.hosts());
        return get(to, to.basePath() + "/.well-known/openid-configuration")
                .map(answer -> StrictJson.object(answer.body())
                        .filter(document -> place.issuer().equals(document.getValue("issuer")))
                        .map(document -> document.getValue("jwks_uri"))
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .map(URI::create)
                        .orElseThrow(() -> unreadable("publishes no keys for its id tokens")));
    }

    private Future<Kept> read(EhrProfile profile, URI address) {
        Destination to = egress.destination(address, profile.hosts());
        return get(to, to.target()).map(answer -> {
            List<JWK> keys = parse(answer).getKeys().stream()
                    .filter(key -> key instanceof AsymmetricJWK)
                    .filter(key -> key.getKeyUse() == null || KeyUse.SIGNATURE.equals(key.getKeyUse()))
                    .toList();
            Instant now = answer.receivedAt();
            return new Kept(keys, now, now.plus(CacheLife.of(answer)));
        });
    }

    private Future<SmallAnswer> get(Destination to, String target) {
        return egress.send(SmallRequest.get(
                        to,
                        target,
                        Map.of("Accept", "application/json"),
                        egress.settings().discoveryBytes()))
                .map(answer -> {
                    if (!answer.isSuccess()) {
                        throw unreadable("does not give out its keys (it answered " + answer.status() + ")");
                    }
                    return answer;
                });
    }

    private static JWKSet parse(SmallAnswer answer) {
        try {
            return JWKSet.parse(answer.body().toString(StandardCharsets.UTF_8));
        } catch (ParseException | IllegalArgumentException noSet) {
            throw unreadable("publishes keys that can't be read");
        }
    }

    private static Failure.Upstream unreadable(String how) {
        return new Failure.Upstream("issuer-keys-unreadable", "The EHR's authorization server " + how + ".");
    }

    private record Place(
            String ehr, String issuer, @Nullable URI jwks) {}

    private record Kept(List<JWK> keys, Instant readAt, Instant readAgainAt) {
        /** Without a key id every key may be the one; the signature decides. */
        List<JWK> fitting(@Nullable String keyId) {
            return keyId == null
                    ? keys
                    : keys.stream()
                            .filter(key -> key.getKeyID() == null || keyId.equals(key.getKeyID()))
                            .toList();
        }
    }
}
