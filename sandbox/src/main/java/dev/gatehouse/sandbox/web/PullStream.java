package dev.gatehouse.sandbox.web;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A stream whose next piece is made when the reader asks for it, so that a body of any length needs the memory of one
 * piece. One turn of the event loop makes one piece. Lives on one context and is not shared between threads.
 */
public final class PullStream implements ReadStream<Buffer> {

    private final Context context;
    private final Supplier<@Nullable Buffer> source;
    private long demand = Long.MAX_VALUE;
    private boolean scheduled;
    private boolean ended;
    private @Nullable Handler<Buffer> pieces;
    private @Nullable Handler<Void> end;
    private @Nullable Handler<Throwable> failures;

    /**
     * @param context where the pieces are made and handed over
     * @param source the next piece, or null after the last
     */
    public PullStream(Context context, Supplier<@Nullable Buffer> source) {
        this.context = context;
        this.source = source;
    }

    @Override
    public PullStream handler(@Nullable Handler<Buffer> handler) {
        pieces = handler;
        schedule();
        return this;
    }

    @Override
    public PullStream pause() {
        demand = 0;
        return this;
    }

    @Override
    public PullStream resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public PullStream fetch(long amount) {
        demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
        schedule();
        return this;
    }

    @Override
    public PullStream endHandler(@Nullable Handler<Void> handler) {
        end = handler;
        return this;
    }

    @Override
    public PullStream exceptionHandler(@Nullable Handler<Throwable> handler) {
        failures = handler;
        return this;
    }

    private void schedule() {
        if (!scheduled && !ended && pieces != null && demand > 0) {
            scheduled = true;
            context.runOnContext(turn -> emit());
        }
    }

    private void emit() {
        scheduled = false;
        Handler<Buffer> reader = pieces;
        if (ended || demand == 0 || reader == null) {
            return;
        }
        try {
            Buffer piece = source.get();
            if (piece == null) {
                finish();
                return;
            }
            demand = demand == Long.MAX_VALUE ? demand : demand - 1;
            reader.handle(piece);
            schedule();
        } catch (RuntimeException broken) {
            ended = true;
            if (failures != null) {
                failures.handle(broken);
            }
        }
    }

    private void finish() {
        ended = true;
        if (end != null) {
            end.handle(null);
        }
    }
}
