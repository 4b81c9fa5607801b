package dev.gatehouse.common.egress;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * Lets callers that ask for the same thing at the same time share one call. Each gets the outcome on its own context,
 * whoever's context the call ran on. Nothing is kept once the call has ended, well or badly.
 */
public final class SharedCalls<K, V> {
    private final Vertx vertx;
    private final ConcurrentMap<K, Future<V>> running = new ConcurrentHashMap<>();

    public SharedCalls(Vertx vertx) {
        this.vertx = vertx;
    }

    /** The running call's outcome, or that of {@code call}, which is then the running one. */
    public Future<V> join(K key, Supplier<Future<V>> call) {
        Promise<V> shared = Promise.promise();
        Future<V> before = running.putIfAbsent(key, shared.future());
        Future<V> outcome = onOwnContext(before == null ? shared.future() : before);
        if (before == null) {
            start(call).onComplete(ended -> {
                running.remove(key, shared.future());
                shared.handle(ended);
            });
        }
        return outcome;
    }

    /** Ends when every call that runs now has ended, well or badly. */
    public Future<Void> settled() {
        return Future.join(running.values().stream()
                        .map(call -> call.otherwiseEmpty())
                        .toList())
                .mapEmpty();
    }

    private Future<V> start(Supplier<Future<V>> call) {
        try {
            return call.get();
        } catch (RuntimeException early) {
            return Future.failedFuture(early);
        }
    }

    private Future<V> onOwnContext(Future<V> shared) {
        Context own = vertx.getOrCreateContext();
        Promise<V> answer = Promise.promise();
        shared.onComplete(ended -> own.runOnContext(go -> answer.handle(ended)));
        return answer.future();
    }
}
