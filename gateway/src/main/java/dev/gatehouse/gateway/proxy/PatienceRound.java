package dev.gatehouse.gateway.proxy;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Looks after all calls of one context that wait for an EHR, together: a timer for each call would cost more than the rest of
 * waiting. Goes on only while somebody waits.
 */
final class PatienceRound {
    static final Duration EVERY = Duration.ofMillis(100);

    /** Where nobody ever waits. */
    static final PatienceRound NONE = new PatienceRound();

    private final Set<Patience> waiting = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean running;

    private PatienceRound() {}

    /** That of the current context, which is the only one that may use it. */
    static PatienceRound of(Vertx vertx) {
        Context context = vertx.getOrCreateContext();
        PatienceRound known = context.get(PatienceRound.class);
        if (known != null) {
            known.start(vertx);
            return known;
        }
        PatienceRound made = new PatienceRound();
        context.put(PatienceRound.class, made);
        made.start(vertx);
        return made;
    }

    private void start(Vertx vertx) {
        if (!running) {
            running = true;
            vertx.setPeriodic(EVERY.toMillis(), timer -> look(vertx, timer));
        }
    }

    void add(Patience each) {
        waiting.add(each);
    }

    void remove(Patience each) {
        waiting.remove(each);
    }

    private void look(Vertx vertx, long timer) {
        if (waiting.isEmpty()) {
            vertx.cancelTimer(timer);
            running = false;
            return;
        }
        long now = System.nanoTime();
        List<Patience> over = waiting.stream().filter(each -> each.isOver(now)).toList();
        over.forEach(Patience::exhaust);
    }
}
