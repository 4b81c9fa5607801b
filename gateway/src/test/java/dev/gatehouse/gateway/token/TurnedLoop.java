package dev.gatehouse.gateway.token;

import dev.gatehouse.gateway.testing.MovableClock;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Time that passes when a test says so: timers fire in their order, and the clock goes along. */
final class TurnedLoop implements Loop {
    final MovableClock clock = new MovableClock(Instant.parse("2026-11-23T12:00:00Z"));
    private final List<Timer> timers = new ArrayList<>();
    private long nanos = 1_000;

    private record Timer(long at, Runnable then) {}

    @Override
    public void after(Duration wait, Runnable then) {
        timers.add(new Timer(nanos + Math.max(1, wait.toNanos()), then));
    }

    @Override
    public <T> Promise<T> promise() {
        return Promise.promise();
    }

    @Override
    public long nanos() {
        return nanos;
    }

    void pass(Duration time) {
        long end = nanos + time.toNanos();
        for (Optional<Timer> next = next(end); next.isPresent(); next = next(end)) {
            timers.remove(next.get());
            advance(next.get().at());
            next.get().then().run();
        }
        advance(end);
    }

    private Optional<Timer> next(long end) {
        return timers.stream().filter(each -> each.at() <= end).min(Comparator.comparingLong(Timer::at));
    }

    private void advance(long to) {
        clock.move(Duration.ofNanos(to - nanos));
        nanos = to;
    }
}
