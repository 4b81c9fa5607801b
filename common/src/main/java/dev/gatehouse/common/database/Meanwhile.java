package dev.gatehouse.common.database;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** One step of a start that goes on beside the others, on a thread of its own. */
public final class Meanwhile<T> {
    private final CompletableFuture<T> step = new CompletableFuture<>();

    private Meanwhile() {}

    /** @param name of the thread */
    public static <T> Meanwhile<T> run(String name, Callable<T> step) {
        Meanwhile<T> meanwhile = new Meanwhile<>();
        Thread thread = new Thread(() -> meanwhile.take(step), name);
        thread.setDaemon(true);
        thread.start();
        return meanwhile;
    }

    private void take(Callable<T> work) {
        try {
            step.complete(work.call());
        } catch (Throwable failure) {
            step.completeExceptionally(failure);
        }
    }

    /** What the step made, when it has ended; throws what it threw. */
    public T join() {
        try {
            return step.join();
        } catch (CompletionException | CancellationException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw new IllegalStateException("a step of the start failed", e);
        }
    }
}
