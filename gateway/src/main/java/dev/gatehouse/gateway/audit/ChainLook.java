package dev.gatehouse.gateway.audit;

import dev.gatehouse.common.audit.AuditCheck;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether the audit's chain is whole, for people who look at it. Reading all of it takes seconds for a million entries, so one
 * look at a time is taken and serves everybody for a minute.
 */
public final class ChainLook {
    private static final Duration GOOD_FOR = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** What came of a look. */
    record Seen(AuditCheck.Result result, Instant at) {}

    private final Vertx vertx;
    private final Callable<AuditCheck.Result> check;
    private final Clock clock;
    private @Nullable Seen last;
    private @Nullable Future<Seen> running;

    /** @param check reads the chain; blocking */
    public ChainLook(Vertx vertx, Callable<AuditCheck.Result> check, Clock clock) {
        this.vertx = vertx;
        this.check = check;
        this.clock = clock;
    }

    /** The newest look that has ended, and whether another one goes on. */
    record Standing(@Nullable Seen seen, boolean looking) {}

    /** Looks, unless somebody has just done so; after five seconds it answers what was seen before, and goes on looking. */
    Future<Standing> standing() {
        Future<Seen> look = look();
        return look.isComplete() && look.failed()
                ? Future.failedFuture(look.cause())
                : look.timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                        .map(seen -> new Standing(seen, false))
                        .recover(late ->
                                look.failed() ? Future.failedFuture(look.cause()) : Future.succeededFuture(before()));
    }

    private synchronized Standing before() {
        return new Standing(last, true);
    }

    private synchronized Future<Seen> look() {
        Seen seen = last;
        if (seen != null && clock.instant().isBefore(seen.at().plus(GOOD_FOR))) {
            return Future.succeededFuture(seen);
        }
        Future<Seen> under = running;
        if (under == null) {
            under = vertx.executeBlocking(check, false)
                    .map(result -> new Seen(result, clock.instant()))
                    .onComplete(done -> ended(done.result()));
            running = under;
        }
        return under;
    }

    private synchronized void ended(@Nullable Seen seen) {
        running = null;
        if (seen != null) {
            last = seen;
        }
    }
}
