package dev.gatehouse.gateway.live;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The streams of this node. */
final class LiveStreams {
    private static final Duration LATER = Duration.ofSeconds(30);
    private static final Duration BETWEEN_DOUBTS = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final LiveSettings settings;
    private final Clock clock;
    private final Set<LiveStream> open = ConcurrentHashMap.newKeySet();
    private long timer = -1;
    private boolean closed;
    private Instant doubtedAt = Instant.EPOCH;

    LiveStreams(Vertx vertx, LiveSettings settings, Clock clock) {
        this.vertx = vertx;
        this.settings = settings;
        this.clock = clock;
    }

    synchronized void start() {
        timer = vertx.setPeriodic(settings.beat().toMillis(), beat -> open.forEach(LiveStream::beat));
    }

    /** Fails with 429 {@code too-many-streams} and 503 {@code gateway-leaving}. */
    synchronized void add(LiveStream stream) {
        if (closed) {
            throw new Failure.Unavailable(
                    "gateway-leaving",
                    "This gateway is about to stop. Try again at once.",
                    Duration.ofSeconds(1),
                    null);
        }
        TenantId tenant = stream.caller().tenant();
        if (open.size() >= settings.most()
                || count(each -> each.reader().equals(stream.reader())) >= settings.mostOfOne()
                || count(each -> each.caller().tenant().equals(tenant)) >= settings.mostOfTenant()) {
            throw new Failure.TooMany(
                    "too-many-streams",
                    "Too many pages are listening for changes. Close some, or ask again every ten seconds instead.",
                    LATER);
        }
        open.add(stream);
    }

    private long count(Predicate<LiveStream> which) {
        return open.stream().filter(which).count();
    }

    void remove(LiveStream stream) {
        stream.gone();
        open.remove(stream);
    }

    int size() {
        return open.size();
    }

    void hear(List<Hint> hints) {
        open.forEach(each -> each.offer(hints));
    }

    /** Somebody's rights may have changed. */
    void check() {
        open.forEach(LiveStream::check);
    }

    /** While other nodes are not heard this comes every two seconds, which is too often to read everything again. */
    void doubt() {
        if (isDoubtDue()) {
            open.forEach(LiveStream::doubt);
        }
    }

    private synchronized boolean isDoubtDue() {
        Instant now = clock.instant();
        boolean due = !now.isBefore(doubtedAt.plus(BETWEEN_DOUBTS));
        if (due) {
            doubtedAt = now;
        }
        return due;
    }

    /** Ends all, and lets nobody in any more; may be called twice. */
    synchronized void stop() {
        closed = true;
        vertx.cancelTimer(timer);
        open.forEach(each -> each.end("leaving"));
    }
}
