package dev.gatehouse.gateway.faults;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Waits for what another process or another thread does. */
final class Eventually {
    private static final Duration LOOK = Duration.ofMillis(20);

    private Eventually() {}

    /** The first value that is not null. */
    static <T> T value(Duration longest, String what, Supplier<@Nullable T> look) {
        long until = System.nanoTime() + longest.toNanos();
        while (true) {
            T found = look.get();
            if (found != null) {
                return found;
            }
            if (System.nanoTime() - until > 0) {
                throw new AssertionError("waited " + longest + " for " + what);
            }
            pass(LOOK);
        }
    }

    static void so(Duration longest, String what, BooleanSupplier look) {
        String done = value(longest, what, () -> look.getAsBoolean() ? what : null);
        assert done.equals(what);
    }

    /** True as soon as it is so, false if it was not within this time. */
    @CanIgnoreReturnValue
    static boolean within(Duration longest, BooleanSupplier look) {
        long until = System.nanoTime() + longest.toNanos();
        while (!look.getAsBoolean()) {
            if (System.nanoTime() - until > 0) {
                return false;
            }
            pass(LOOK);
        }
        return true;
    }

    /** Lets time pass: where the fault is that something lasts. */
    static void pass(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
