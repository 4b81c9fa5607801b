package dev.gatehouse.gateway.tracing;

import dev.gatehouse.gateway.proxy.CallTrace;
import dev.gatehouse.gateway.proxy.ProxyCall;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Follows calls. A client that sends a {@code traceparent} decides whether its call is followed, and the call becomes a part of
 * its trace; of others so many percent are followed as the settings say.
 */
public final class Tracing {
    private final TraceSettings settings;
    private final SpanSender sender;
    private final Clock clock;

    public Tracing(Vertx vertx, TraceSettings settings, Clock clock) {
        this.settings = settings;
        this.sender = new SpanSender(vertx, settings.collector());
        this.clock = clock;
    }

    /** @param headers of the client's request */
    public CallTrace begin(ProxyCall call, MultiMap headers) {
        TraceParent theirs = TraceParent.read(headers.get("traceparent")).orElse(null);
        if (!follows(theirs)) {
            return CallTrace.NONE;
        }
        String traceId = theirs == null ? TraceParent.newTraceId() : theirs.traceId();
        return new FollowedCall(
                new TraceParent(traceId, TraceParent.newSpanId(), true),
                theirs == null ? null : theirs.spanId(),
                call.method().name(),
                settings.toEhr(),
                sender::add,
                clock.instant());
    }

    private boolean follows(@Nullable TraceParent theirs) {
        return theirs == null ? ThreadLocalRandom.current().nextInt(100) < settings.percent() : theirs.sampled();
    }

    /** Spans that the collector took, since the start. */
    public long sent() {
        return sender.sent();
    }

    /** Spans that were thrown away, because there were too many or the collector did not take them. */
    public long dropped() {
        return sender.dropped();
    }

    public void start() {
        sender.start();
    }

    /** Sends what is left, if the collector takes it now. */
    public Future<Void> close() {
        return sender.close();
    }
}
