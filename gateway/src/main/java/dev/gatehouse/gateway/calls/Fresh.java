package dev.gatehouse.gateway.calls;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Lets whoever asks see what this process has just done: writes it first, unless that takes long or can't be done now. */
final class Fresh {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final CallLog log;

    Fresh(CallLog log) {
        this.log = log;
    }

    <T> Future<T> then(Supplier<Future<T>> question) {
        return log.flush().timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).transform(written -> question.get());
    }
}
