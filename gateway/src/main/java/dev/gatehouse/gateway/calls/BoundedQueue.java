package dev.gatehouse.gateway.calls;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Hands things from many threads to one, without locks. What finds it full is refused: to throw out the oldest instead, event
 * loops would have to compete with whoever empties it.
 */
final class BoundedQueue<T> {
    private final Queue<T> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final int most;

    BoundedQueue(int most) {
        this.most = most;
    }

    /** False if it is full. */
    boolean offer(T thing) {
        if (size.incrementAndGet() > most) {
            size.decrementAndGet();
            return false;
        }
        return queue.offer(thing);
    }

    /** The oldest; null if there is none. */
    @Nullable
    T poll() {
        T thing = queue.poll();
        if (thing != null) {
            size.decrementAndGet();
        }
        return thing;
    }

    int size() {
        return size.get();
    }
}
