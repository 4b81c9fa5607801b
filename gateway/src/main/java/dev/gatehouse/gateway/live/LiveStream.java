package dev.gatehouse.gateway.live;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Caller;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One reader. What they don't take in time is kept up to {@value #MOST_WAITING} hints; beyond that they are told to look at
 * everything again.
 */
final class LiveStream {
    static final int MOST_WAITING = 64;
    private static final int BUFFER = 16 * 1024;
    private static final int RETRY_MILLIS = 3_000;
    /** Beats without an answer whether they still may; the database is away then. */
    private static final int MOST_UNKNOWN = 8;

    private final Context context;
    private final HttpServerResponse response;
    private final Supplier<Future<Caller>> recognise;
    private final String reader;
    private volatile Caller caller;

    // from here on only on the context
    private final Set<Hint> waiting = new LinkedHashSet<>();
    private boolean resync;
    private boolean over;
    private int unknown;
    private long number;

    /** @param recognise asks again who it is; fails if they may not any more */
    LiveStream(Context context, HttpServerResponse response, Caller caller, Supplier<Future<Caller>> recognise) {
        this.context = context;
        this.response = response;
        this.caller = caller;
        this.recognise = recognise;
        this.reader = caller.author().kind() + caller.id();
    }

    Caller caller() {
        return caller;
    }

    /** Who reads; the same for all streams of one person or key. */
    String reader() {
        return reader;
    }

    /** @param again true for one who read before and may have missed something */
    void begin(boolean again) {
        response.setWriteQueueMaxSize(BUFFER)
                .setStatusCode(200)
                .setChunked(true)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff")
                // what nginx and its like take for: pass on each piece at once
                .putHeader("X-Accel-Buffering", "no");
        write("retry: " + RETRY_MILLIS + "\n\n");
        response.drainHandler(drained -> send());
        if (again) {
            resync = true;
            send();
        }
    }

    /** From any thread. */
    void offer(List<Hint> hints) {
        List<Hint> own = hints.stream().filter(this::isFor).toList();
        if (!own.isEmpty()) {
            context.runOnContext(go -> take(own));
        }
    }

    private boolean isFor(Hint hint) {
        Caller now = caller;
        return (hint.topic().isShared() || hint.tenant().equals(now.tenant()))
                && hint.topic().isSeenBy(now);
    }

    private void take(List<Hint> hints) {
        if (resync || waiting.size() + hints.size() > MOST_WAITING) {
            waiting.clear();
            resync = true;
        } else {
            waiting.addAll(hints);
        }
        send();
    }

    /** From any thread: the reader should look at everything again. */
    void doubt() {
        context.runOnContext(go -> {
            waiting.clear();
            resync = true;
            send();
        });
    }

    private void send() {
        if (over || response.writeQueueFull()) {
            return;
        }
        StringBuilder text = new StringBuilder();
        if (resync) {
            text.append(event("resync", new JsonObject()));
        }
        waiting.forEach(hint -> text.append(event("changed", hint.data())));
        resync = false;
        waiting.clear();
        if (text.length() > 0) {
            write(text.toString());
        }
    }

    private String event(String name, JsonObject data) {
        return "event: " + name + "\nid: " + ++number + "\ndata: " + data.encode() + "\n\n";
    }

    /** From any thread: shows that the stream lives, and ends it if the reader may not read any more. */
    void beat() {
        context.runOnContext(go -> {
            if (!over && !response.writeQueueFull()) {
                write(":\n\n");
            }
        });
        check();
    }

    /** From any thread. */
    void check() {
        context.runOnContext(go -> recognise
                .get()
                .onSuccess(this::mayGoOn)
                .onFailure(failure -> context.runOnContext(then -> refused(failure))));
    }

    private void mayGoOn(Caller found) {
        unknown = 0;
        caller = found;
    }

    private void refused(Throwable failure) {
        boolean known = failure instanceof Failure.Unauthorized
                || failure instanceof Failure.Forbidden
                || failure instanceof Failure.Missing;
        if (known || ++unknown > MOST_UNKNOWN) {
            end("session-over");
        }
    }

    /** From any thread. */
    void end(String reason) {
        context.runOnContext(go -> {
            if (!over) {
                over = true;
                response.end(event("ended", new JsonObject().put("reason", reason)))
                        .onFailure(gone -> waiting.clear());
            }
        });
    }

    /** The reader has gone. */
    void gone() {
        over = true;
    }

    private void write(String text) {
        response.write(text).onFailure(gone -> waiting.clear());
    }
}
