package dev.gatehouse.common.testing;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for a future from a test's own thread; never from an event loop. */
public final class Answers {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private Answers() {}

    /** The future's value; what it failed with is thrown as it is, checked or not. */
    @CanIgnoreReturnValue
    public static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(LONGEST.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw thrown(e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("no answer within " + LONGEST, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for an answer", e);
        }
    }

    /** What the future failed with; an assertion error if it succeeded. */
    public static Throwable failureOf(Future<?> future) {
        try {
            Object value = await(future);
            throw new AssertionError("expected a failure, got " + value);
        } catch (AssertionError e) {
            throw e;
        } catch (Throwable failure) {
            return failure;
        }
    }

    @SuppressWarnings("unchecked") // the cast to E is never checked: it lets a checked exception pass as it is
    private static <E extends Throwable> RuntimeException thrown(Throwable failure) throws E {
        throw (E) failure;
    }
}
