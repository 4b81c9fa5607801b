package dev.gatehouse.gateway.admission;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.common.egress.Bucket;
import dev.gatehouse.common.ehr.EhrFacts.Limits;
import dev.gatehouse.common.ehr.EhrFacts.Per;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.connection.PracticeConnection;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The {@link Place} of each connection in use. What several share is kept for as long as one of them is: longer than any pause
 * an EHR is granted.
 */
final class Places {
    private static final Duration KEPT = Duration.ofHours(1);
    private static final int MOST = 100_000;
    private static final double SECONDS_A_MINUTE = 60;
    /** Of a stated rate, so many go at once after a quiet time: a client that begins with a page of twenty calls. */
    private static final int MOST_AT_ONCE = 20;

    private final Cache<ConnectionId, Place> known = Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterAccess(KEPT)
            // after every sixteen reads it tidies up a little; waking another thread for that costs more
            .executor(Runnable::run)
            .build();
    private final Cache<TenantId, Count> tenants =
            Caffeine.newBuilder().weakValues().build();
    private final Cache<String, Count> hosts =
            Caffeine.newBuilder().weakValues().build();
    private final Cache<ConnectionId, Line> lines =
            Caffeine.newBuilder().weakValues().build();
    private final Cache<Key, Pace> paces = Caffeine.newBuilder().weakValues().build();
    private final AdmissionSettings settings;
    private final Function<String, Limits> limits;
    private final LongSupplier nanos;

    /**
     * What an EHR counts by.
     *
     * @param application empty if whose call it is makes no difference
     * @param at a FHIR base, or a host
     */
    private record Key(String ehr, String application, String at) {}

    /** @param limits that an EHR states, by the key of its profile */
    Places(AdmissionSettings settings, Function<String, Limits> limits, LongSupplier nanos) {
        this.settings = settings;
        this.limits = limits;
        this.nanos = nanos;
    }

    Place of(PracticeConnection connection) {
        Place place = known.getIfPresent(connection.id());
        if (place != null && place.serves(connection)) {
            return place;
        }
        Place made = make(connection);
        known.put(connection.id(), made);
        return made;
    }

    private Place make(PracticeConnection connection) {
        Limits stated = limits.apply(connection.ehr());
        String host = host(connection.baseUrl());
        Key practice = new Key(connection.ehr(), connection.applicationId(), base(connection));
        return new Place(
                connection,
                kept(tenants, connection.tenant(), key -> new Count(settings.perTenant())),
                kept(hosts, host, key -> new Count(settings.perEhrHost())),
                host,
                kept(lines, connection.id(), key -> new Line(settings.perConnection())),
                pace(practice, stated),
                pace(shared(practice, host, stated), stated));
    }

    private Pace pace(Key key, Limits stated) {
        return kept(paces, key, made -> new Pace(bucket(stated)));
    }

    /** What the EHR says it counts by; if it says nothing, one practice is not made to pay for another. */
    private static Key shared(Key practice, String host, Limits stated) {
        Per per = stated.per();
        if (per == null || per == Per.OPERATION) {
            return practice;
        }
        return per == Per.BASE_URL
                ? new Key(practice.ehr(), "", practice.at())
                : new Key(practice.ehr(), practice.application(), host);
    }

    /** No minute sees more than is stated: what goes at once is taken off the rate. */
    private @Nullable Bucket bucket(Limits stated) {
        Integer minute = stated.requestsPerMinute();
        if (minute == null) {
            return null;
        }
        double all = forCalls(stated, minute);
        double atOnce = Math.max(1, Math.min(MOST_AT_ONCE, Math.floor(all / 5)));
        return new Bucket(Math.max(0.5, all - atOnce) / SECONDS_A_MINUTE, atOnce, nanos.getAsLong());
    }

    /** Token requests, which go by a rate of their own, are few beside the calls they are for. */
    private static double forCalls(Limits stated, int minute) {
        return Boolean.TRUE.equals(stated.countsTokenCalls()) ? minute * 0.9 : minute;
    }

    /** @param nanos of the machine's clock, by which rates go */
    List<RateUse> rates(TenantId tenant, long nanos, Instant now) {
        Map<Pace, List<Place>> together = new HashMap<>();
        known.asMap().values().stream()
                .filter(each -> each.connection().tenant().equals(tenant))
                .forEach(each -> together.computeIfAbsent(each.shared(), first -> new ArrayList<>())
                        .add(each));
        return together.values().stream()
                .flatMap(each -> rate(each, nanos, now).stream())
                .sorted(Comparator.comparingDouble((RateUse each) -> -(double) each.used() / each.allowed())
                        .thenComparing(RateUse::ehr)
                        .thenComparing(RateUse::at))
                .toList();
    }

    private Optional<RateUse> rate(List<Place> places, long nanos, Instant now) {
        Place one = places.get(0);
        PracticeConnection connection = one.connection();
        Limits stated = limits.apply(connection.ehr());
        Integer minute = stated.requestsPerMinute();
        if (minute == null) {
            return Optional.empty();
        }
        Key key = shared(new Key(connection.ehr(), connection.applicationId(), base(connection)), one.host(), stated);
        return Optional.of(new RateUse(
                connection.ehr(),
                stated.per(),
                key.at(),
                key.application(),
                places.size(),
                one.shared().usedWithinAMinute(nanos),
                (int) Math.max(1, Math.floor(forCalls(stated, minute))),
                one.shared().isClosed(now) ? one.shared().left(now) : Duration.ZERO));
    }

    private static String base(PracticeConnection connection) {
        String text = connection.baseUrl().toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    private static String host(URI base) {
        return Objects.requireNonNullElse(base.getAuthority(), "").toLowerCase(Locale.ROOT);
    }

    private static <K, V> V kept(Cache<K, V> cache, K key, Function<K, V> made) {
        return Objects.requireNonNull(cache.get(key, made));
    }
}
