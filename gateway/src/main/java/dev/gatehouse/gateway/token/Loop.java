package dev.gatehouse.gateway.token;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.time.Duration;

/** What waiting needs of Vert.x. Tests turn it by hand. */
interface Loop {
    /** Runs it later, once, by the machine's own time. */
    void after(Duration wait, Runnable then);

    /** Whose future ends on the context of whoever asked for it. */
    <T> Promise<T> promise();

    /** Counts up by the machine's own time, whatever happens to the clock. */
    long nanos();

    static Loop of(Vertx vertx) {
        return new Loop() {
            @Override
            public void after(Duration wait, Runnable then) {
                vertx.setTimer(Math.max(1, wait.toMillis()), fired -> then.run());
            }

            @Override
            public <T> Promise<T> promise() {
                return ((VertxInternal) vertx).getOrCreateContext().promise();
            }

            @Override
            public long nanos() {
                return System.nanoTime();
            }
        };
    }
}
