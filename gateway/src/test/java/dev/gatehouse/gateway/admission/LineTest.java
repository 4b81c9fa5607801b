package dev.gatehouse.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class LineTest {
    private final List<String> turns = new ArrayList<>();

    private Line.Waiter waiter(String name) {
        return new Line.Waiter(() -> turns.add(name));
    }

    @Test
    void placesGoToThoseWhoWaitInTheirOrder() {
        Line line = new Line(2);
        assertThat(line.enter()).isTrue();
        assertThat(line.enter()).isTrue();
        assertThat(line.enter()).isFalse();
        assertThat(line.join(waiter("first"))).isTrue();
        assertThat(line.join(waiter("second"))).isTrue();
        assertThat(line.join(waiter("one too many"))).isFalse();

        line.leave();
        assertThat(turns).containsExactly("first");
        line.leave();
        assertThat(turns).containsExactly("first", "second");
        assertThat(line.waiting()).isZero();
    }

    @Test
    void whoGaveUpIsPassedOver() {
        Line line = new Line(1);
        assertThat(line.enter()).isTrue();
        Line.Waiter gone = waiter("gone");
        assertThat(line.join(gone)).isTrue();
        assertThat(gone.giveUp()).isTrue();
        line.remove(gone);
        assertThat(line.join(waiter("here"))).isTrue();

        line.leave();

        assertThat(turns).containsExactly("here");
        assertThat(gone.giveUp()).isFalse();
    }

    /** Whatever the order of entering, leaving and giving up on many threads: never too many, and none lost. */
    @Test
    void noPlaceIsLostOrGivenTwice() throws InterruptedException {
        int most = 4;
        Line line = new Line(most);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger highest = new AtomicInteger();
        ConcurrentLinkedQueue<Runnable> granted = new ConcurrentLinkedQueue<>();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        CountDownLatch over = new CountDownLatch(8);
        for (int t = 0; t < 8; t++) {
            Random random = new Random(t);
            threads.execute(() -> {
                for (int i = 0; i < 5_000; i++) {
                    call(line, random, running, highest, granted);
                }
                over.countDown();
            });
        }
        assertThat(over.await(60, TimeUnit.SECONDS)).isTrue();
        threads.shutdown();
        for (Runnable next = granted.poll(); next != null; next = granted.poll()) {
            next.run();
        }

        assertThat(highest.get()).isBetween(1, most);
        assertThat(running).hasValue(0);
        assertThat(line.waiting()).isZero();
        for (int i = 0; i < most; i++) {
            assertThat(line.enter()).isTrue();
        }
        assertThat(line.enter()).isFalse();
    }

    private static void call(
            Line line,
            Random random,
            AtomicInteger running,
            AtomicInteger highest,
            ConcurrentLinkedQueue<Runnable> granted) {
        Runnable begin = () -> highest.accumulateAndGet(running.incrementAndGet(), Math::max);
        Runnable end = () -> {
            running.decrementAndGet();
            line.leave();
        };
        if (line.enter()) {
            begin.run();
            end.run();
            return;
        }
        Line.Waiter waiter = new Line.Waiter(() -> {
            begin.run();
            granted.add(end);
        });
        if (line.join(waiter) && random.nextBoolean() && waiter.giveUp()) {
            line.remove(waiter);
        }
        Runnable other = granted.poll();
        if (other != null) {
            other.run();
        }
    }
}
