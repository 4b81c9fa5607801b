package dev.gatehouse.gateway.token;

import dev.gatehouse.common.egress.EgressBusy;
import dev.gatehouse.common.ehr.EhrProfile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets token requests through to each authorization server as it can bear them, those that somebody waits for first. One for
 * all of a node; each node has its own bucket, so several together send a multiple.
 *
 * <p>Ask {@link #enter} before each request and tell {@link #ended} after it. A server is known by the origin of its token
 * endpoint.
 */
public final class TokenTraffic {
    private static final Duration FIRST_PATIENCE = Duration.ofSeconds(3);

    private final Loop loop;
    private final Clock clock;
    private final TokenRate rate;
    private final Map<String, OriginTraffic> origins = new ConcurrentHashMap<>();
    private final Map<String, OriginHealth> health = new ConcurrentHashMap<>();
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    public TokenTraffic(Vertx vertx, Clock clock, TokenRate rate) {
        this(Loop.of(vertx), clock, rate);
    }

    TokenTraffic(Loop loop, Clock clock, TokenRate rate) {
        this.loop = loop;
        this.clock = clock;
        this.rate = rate;
    }

    /**
     * Ends when a request may be sent, which is at once most of the time. Fails at once with {@link TokenCallPutOff} if that
     * would take more than 20 seconds for somebody who waits, or more than one and a half where nobody does: then its {@code
     * retryAfter} is a turn kept for this request. Whoever entered must {@linkplain #left leave}.
     */
    public Future<Void> enter(EhrProfile profile, URI tokenEndpoint, Lane lane) {
        return origins.computeIfAbsent(
                        origin(tokenEndpoint),
                        origin -> new OriginTraffic(origin, profile.key(), rate.ceilingFor(profile), loop, clock))
                .enter(lane);
    }

    /** What had {@linkplain #enter entered} is over, whether a request was sent or not. */
    public void left(URI tokenEndpoint, Lane lane) {
        OriginTraffic traffic = origins.get(origin(tokenEndpoint));
        if (traffic != null) {
            traffic.left(lane);
        }
    }

    /**
     * A request that begins a grant. It waits for its turn like any other that somebody waits for, and how it ends counts; but
     * it is sent after some seconds in any case: a person is at the other end, and codes grow old.
     */
    <T> Future<T> first(EhrProfile profile, URI tokenEndpoint, Supplier<Future<T>> request) {
        return enter(profile, tokenEndpoint, Lane.WAITED)
                .timeout(FIRST_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .otherwiseEmpty()
                .compose(turn -> request.get())
                .onComplete(outcome -> {
                    left(tokenEndpoint, Lane.WAITED);
                    ended(tokenEndpoint, outcome.cause());
                });
    }

    /** @param failure how the request ended; null if it brought a token */
    public void ended(URI tokenEndpoint, @Nullable Throwable failure) {
        if (failure == null) {
            answered(tokenEndpoint);
        } else if (failure instanceof NoToken refusal && !(refusal.getCause() instanceof EgressBusy)) {
            ended(tokenEndpoint, refusal);
        }
    }

    private void ended(URI tokenEndpoint, NoToken refusal) {
        boolean busy = refusal.outcome() == NoToken.Outcome.RETRYABLE && refusal.status() > 0;
        if (busy) {
            refused(tokenEndpoint, refusal.retryAfter().orElse(Duration.ZERO));
        } else if (refusal.outcome() == NoToken.Outcome.RETRYABLE || refusal.outcome() == NoToken.Outcome.UNKNOWN) {
            failed(origin(tokenEndpoint));
        } else {
            answered(tokenEndpoint);
        }
    }

    private void failed(String origin) {
        health(origin).failed();
        OriginTraffic traffic = origins.get(origin);
        if (traffic != null) {
            traffic.failed();
        }
    }

    private void answered(URI tokenEndpoint) {
        String origin = origin(tokenEndpoint);
        OriginTraffic traffic = origins.get(origin);
        if (traffic != null) {
            traffic.answered();
        }
        if (health(origin).answered()) {
            if (traffic != null) {
                traffic.forgetSlots();
            }
            listeners.forEach(each -> each.accept(origin));
        }
    }

    private void refused(URI tokenEndpoint, Duration retryAfter) {
        String origin = origin(tokenEndpoint);
        health(origin).failed();
        OriginTraffic traffic = origins.get(origin);
        if (traffic != null) {
            traffic.slower(retryAfter);
        }
    }

    /** Told an origin that gives tokens again after it had failed; not more than once in ten seconds for each. */
    public void onRecovered(Consumer<String> listener) {
        listeners.add(listener);
    }

    /** Counts the recoveries of an origin: whoever waits because it failed need not wait once this has moved. */
    public long recoveries(String origin) {
        OriginHealth known = health.get(origin);
        return known == null ? 0 : known.recoveries();
    }

    /** Origins that failed again and again and have not been seen well since, but for those that asked for quiet. */
    List<String> ailing() {
        return health.values().stream()
                .filter(OriginHealth::isAiling)
                .map(OriginHealth::origin)
                .filter(origin -> {
                    OriginTraffic traffic = origins.get(origin);
                    return traffic == null || !traffic.isPaused();
                })
                .toList();
    }

    /** How authorization servers answer, all of them taken together: it tells of none. */
    public enum Reach {
        /** None was asked since the start. */
        UNASKED,
        WELL,
        /** At least one failed again and again and was not seen well since. */
        AILING
    }

    public Reach reach() {
        if (health.isEmpty()) {
            return Reach.UNASKED;
        }
        return health.values().stream().anyMatch(OriginHealth::isAiling) ? Reach.AILING : Reach.WELL;
    }

    /**
     * How one authorization server is called.
     *
     * @param ehr key of the first profile it was called for
     * @param rate token requests a second
     * @param waited requests in the queue that somebody waits for
     * @param ahead requests in the queue that nobody waits for
     */
    public record Server(String ehr, double rate, int waited, int ahead) {}

    /** Every server that was called since the start. */
    public List<Server> servers() {
        return origins.values().stream().map(OriginTraffic::toServer).toList();
    }

    private OriginHealth health(String origin) {
        return health.computeIfAbsent(origin, first -> new OriginHealth(origin, loop));
    }

    /** {@code https://host} or {@code https://host:port}, in lower case. */
    public static String origin(URI endpoint) {
        String origin = endpoint.getScheme() + "://" + endpoint.getHost()
                + (endpoint.getPort() < 0 ? "" : ":" + endpoint.getPort());
        return origin.toLowerCase(Locale.ROOT);
    }
}
