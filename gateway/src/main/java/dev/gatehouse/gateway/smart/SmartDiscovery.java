package dev.gatehouse.gateway.smart;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.common.egress.Destination;
import dev.gatehouse.common.egress.Egress;
import dev.gatehouse.common.egress.SharedCalls;
import dev.gatehouse.common.egress.SmallAnswer;
import dev.gatehouse.common.egress.SmallRequest;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.failure.Failure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks practices where they authorize, and remembers what they said. One fetch serves everyone who asks at the same time; a
 * remembered document stays in use when reading it again fails.
 *
 * <p>Failures: 502 {@code discovery-changed}, {@code discovery-not-found}, {@code discovery-unreadable}, {@code discovery-incomplete}, {@code
 * discovery-address-refused}, {@code discovery-unavailable} (worth trying again), and those of {@link Egress}; 400 {@code
 * address-refused} for the base itself.
 */
public final class SmartDiscovery {
    private static final Logger log = LoggerFactory.getLogger(SmartDiscovery.class);

    private static final String WELL_KNOWN = "/.well-known/smart-configuration";
    private static final int MOST_BASES = 10_000;
    /** Capability statements list every search parameter; some are larger than any other metadata may be. */
    private static final int MOST_CAPABILITY_BYTES = 4 * 1024 * 1024;

    private static final Duration RETRY_WHILE_STALE = Duration.ofMinutes(1);
    private static final Duration BETWEEN_REFETCHES = Duration.ofSeconds(10);

    /** Whether what a practice says is to be believed. */
    @FunctionalInterface
    public interface Trust {
        /** The same endpoints, or 502 {@code discovery-changed}. */
        Future<SmartEndpoints> check(String ehr, SmartEndpoints endpoints);
    }

    private final Vertx vertx;
    private final Egress egress;
    private final Trust trust;
    private final Clock clock;
    private final Cache<Place, Kept> kept;
    private final SharedCalls<Place, SmartEndpoints> reads;

    public SmartDiscovery(Vertx vertx, Egress egress, Trust trust, Clock clock) {
        this.vertx = vertx;
        this.egress = egress;
        this.trust = trust;
        this.clock = clock;
        this.kept = Caffeine.newBuilder().maximumSize(MOST_BASES).build();
        this.reads = new SharedCalls<>(vertx);
    }

    /**
     * The endpoints of the practice with this FHIR base; without I/O if they are known well enough.
     *
     * @param base with or without a slash at its end
     */
    public Future<SmartEndpoints> endpoints(EhrProfile profile, URI base) {
        Place place = Place.of(profile, base);
        Kept known = kept.getIfPresent(place);
        if (known != null && clock.instant().isBefore(known.readAgainAt())) {
            return Future.succeededFuture(known.endpoints());
        }
        return reads.join(place, () -> read(profile, place, known, true));
    }

    /**
     * The endpoints, read again now because the known ones seem to be wrong: a token endpoint that is gone, or whose name or
     * certificate changed. At most every ten seconds for one base; in between, and if reading fails, the known ones.
     */
    public Future<SmartEndpoints> refetch(EhrProfile profile, URI base) {
        Place place = Place.of(profile, base);
        Kept known = kept.getIfPresent(place);
        if (known != null && clock.instant().isBefore(known.refetchFrom())) {
            return Future.succeededFuture(known.endpoints());
        }
        return reads.join(place, () -> read(profile, place, known, false))
                .onComplete(done -> kept.asMap()
                        .computeIfPresent(
                                place,
                                (same, now) ->
                                        now.withRefetchFrom(clock.instant().plus(BETWEEN_REFETCHES))));
    }

    private Future<SmartEndpoints> read(EhrProfile profile, Place place, @Nullable Kept known, boolean conditional) {
        Destination base = egress.destination(place.base(), profile.hosts());
        if (base.target().indexOf('?') >= 0) {
            throw new Failure.Invalid("address-refused", "A FHIR base has no query.");
        }
        Reading reading = new Reading(profile, place, base, conditional ? known : null);
        return wellKnown(reading)
                .compose(fresh -> trust.check(profile.key(), fresh.endpoints()).map(believed -> {
                    kept.put(place, fresh);
                    return fresh.endpoints();
                }))
                .recover(failure -> known == null ? Future.failedFuture(failure) : stale(place, known, failure));
    }

    private Future<SmartEndpoints> stale(Place place, Kept known, Throwable failure) {
        log.warn(
                "the metadata of {} can't be read again ({}); the known one from {} stays in use",
                place.base().getHost(),
                failure instanceof Failure expected ? expected.code() : "unexpected",
                known.endpoints().fetchedAt());
        kept.put(place, known.withReadAgainAt(clock.instant().plus(RETRY_WHILE_STALE)));
        return Future.succeededFuture(known.endpoints());
    }

    private Future<Kept> wellKnown(Reading reading) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Accept", "application/json");
        if (reading.known() != null && reading.known().etag() != null) {
            headers.put("If-None-Match", reading.known().etag());
        }
        String target = reading.to().basePath() + WELL_KNOWN;
        return egress.send(SmallRequest.get(
                        reading.to(), target, headers, egress.settings().discoveryBytes()))
                .compose(answer -> understood(reading, answer));
    }

    private Future<Kept> understood(Reading reading, SmallAnswer answer) {
        int status = answer.status();
        if (status == 304 && reading.known() != null) {
            Instant now = answer.receivedAt();
            return Future.succeededFuture(keep(
                    reading.known().endpoints().confirmedAt(now),
                    answer,
                    reading.known().etag()));
        }
        if (answer.isSuccess()) {
            return StrictJson.object(answer.body())
                    .map(document -> keep(wellKnown(reading, document, answer), answer))
                    .map(Future::succeededFuture)
                    .orElseGet(() -> fromCapabilities(reading, unreadable(reading, "is no JSON object")));
        }
        if (status >= 300 && status < 400) {
            return Future.failedFuture(
                    unreadable(reading, "is a redirect, which is not followed; use the FHIR base it leads to"));
        }
        if (status >= 500 || status == 408 || status == 425 || status == 429) {
            // not a sign that there is no document, so no reason to take an older kind of it
            return Future.failedFuture(unavailable(reading, status));
        }
        return fromCapabilities(
                reading,
                new Failure.Upstream(
                        "discovery-not-found",
                        reading.to().host() + " has no SMART configuration under this FHIR base (it answered " + status
                                + "). Check the base URL."));
    }

    private SmartEndpoints wellKnown(Reading reading, JsonObject document, SmallAnswer answer) {
        return WellKnownDocument.read(
                document, egress, reading.profile().hosts(), reading.place().base(), answer.receivedAt());
    }

    private Future<Kept> fromCapabilities(Reading reading, Failure otherwise) {
        return egress.send(SmallRequest.get(
                        reading.to(),
                        reading.to().basePath() + "/metadata",
                        Map.of("Accept", "application/fhir+json"),
                        MOST_CAPABILITY_BYTES))
                .compose(answer -> {
                    if (answer.status() >= 500 || answer.status() == 429) {
                        return Future.failedFuture(unavailable(reading, answer.status()));
                    }
                    return answer.isSuccess()
                            ? capabilities(reading, answer, otherwise)
                            : Future.failedFuture(otherwise);
                });
    }

    private Future<Kept> capabilities(Reading reading, SmallAnswer answer, Failure otherwise) {
        // megabytes of JSON take tens of milliseconds: not on an event loop
        return vertx.executeBlocking(
                        () -> StrictJson.object(answer.body())
                                .flatMap(document -> CapabilityDocument.read(
                                        document,
                                        egress,
                                        reading.profile().hosts(),
                                        reading.place().base(),
                                        answer.receivedAt())),
                        false)
                .compose((Optional<SmartEndpoints> found) -> found.map(
                                endpoints -> Future.succeededFuture(keep(endpoints, answer, null)))
                        .orElseGet(() -> Future.failedFuture(otherwise)));
    }

    private static Kept keep(SmartEndpoints endpoints, SmallAnswer answer) {
        return keep(endpoints, answer, answer.header("ETag").orElse(null));
    }

    private static Kept keep(SmartEndpoints endpoints, SmallAnswer answer, @Nullable String etag) {
        return new Kept(endpoints, etag, answer.receivedAt().plus(CacheLife.of(answer)), Instant.MIN);
    }

    private static Failure unreadable(Reading reading, String how) {
        return new Failure.Upstream(
                "discovery-unreadable",
                "What " + reading.to().host() + " answers as its SMART configuration " + how + ".");
    }

    private static Failure unavailable(Reading reading, int status) {
        return new Failure.Upstream(
                "discovery-unavailable",
                reading.to().host() + " can't tell its SMART configuration for the moment (it answered " + status
                        + ").");
    }

    private record Reading(
            EhrProfile profile,
            Place place,
            Destination to,
            @Nullable Kept known) {}

    /** Two profiles may trust different hosts, so what one accepted is not known to the other. */
    private record Place(String ehr, URI base) {
        static Place of(EhrProfile profile, URI base) {
            return new Place(profile.key(), URI.create(EndpointAddresses.withoutLastSlashes(base.toString())));
        }
    }

    private record Kept(SmartEndpoints endpoints, @Nullable String etag, Instant readAgainAt, Instant refetchFrom) {
        Kept withReadAgainAt(Instant time) {
            return new Kept(endpoints, etag, time, refetchFrom);
        }

        Kept withRefetchFrom(Instant time) {
            return new Kept(endpoints, etag, readAgainAt, time);
        }
    }
}
