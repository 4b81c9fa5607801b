package dev.gatehouse.gateway.admission;

import dev.gatehouse.common.failure.Failure;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The place of one call among those under way, from its admission to its end; given back once, however often that is said.
 * Whoever has one also tells what the EHR answered.
 */
public final class Slot {
    private static final int UNAVAILABLE = 503;

    private final Admission admission;
    private final Place place;
    private final Clock clock;
    private final AtomicBoolean left = new AtomicBoolean();
    private volatile boolean probesPractice;
    private volatile boolean probesShared;

    Slot(Admission admission, Place place, Clock clock) {
        this.admission = admission;
        this.place = place;
        this.clock = clock;
    }

    /** Runs a call and gives the place back when its future ends, or if it does not even begin. */
    public <T> Future<T> during(Supplier<Future<T>> call) {
        Future<T> running;
        try {
            running = call.get();
        } catch (RuntimeException early) {
            leave();
            return Future.failedFuture(early);
        }
        return running.onComplete(ended -> leave());
    }

    /** Before a call is sent again: ends when that may be, and fails if it would take too long. */
    public Future<Void> turn() {
        loseProbes();
        return admission.turn(this);
    }

    /** Before each request to the EHR: null if it may be sent now, as far as pauses go; else what to tell. */
    @Nullable
    Failure pass() {
        Instant now = clock.instant();
        Failure refusal = pass(place.shared(), now);
        if (refusal != null || place.practice() == place.shared()) {
            return refusal;
        }
        refusal = pass(place.practice(), now);
        if (refusal != null) {
            loseProbes();
        }
        return refusal;
    }

    private @Nullable Failure pass(Pace pace, Instant now) {
        return switch (pace.pass(now)) {
            case FREE -> null;
            case REFUSED -> Refusals.askedToWait(pace.status(), pace.left(now));
            case PROBE -> {
                probes(pace, true);
                yield null;
            }
        };
    }

    /** What the EHR answered a request of this call; with 429 and 503 others wait, as its {@code Retry-After} says. */
    public void answered(int status, @Nullable String retryAfter, @Nullable String date) {
        boolean tooMany = status == Pace.TOO_MANY;
        if (tooMany || status == UNAVAILABLE) {
            Instant now = clock.instant();
            Pace asks = tooMany ? place.shared() : place.practice();
            asks.refused(status, wait(retryAfter, date, now), isProbe(asks), now);
            probes(asks, false);
            loseProbes();
            return;
        }
        place.shared().answered(isProbe(place.shared()));
        if (place.practice() != place.shared()) {
            place.practice().answered(isProbe(place.practice()));
        }
        probesShared = false;
        probesPractice = false;
    }

    /** A date is meant by the clock of whoever wrote it. */
    private static @Nullable Duration wait(@Nullable String retryAfter, @Nullable String date, Instant now) {
        return Pace.told(retryAfter, date == null ? now : parsed(date, now));
    }

    private static Instant parsed(String date, Instant otherwise) {
        try {
            return ZonedDateTime.parse(date.trim(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeParseException none) {
            return otherwise;
        }
    }

    /** The call is over. */
    public void leave() {
        if (left.compareAndSet(false, true)) {
            loseProbes();
            admission.leave(place);
        }
    }

    Place place() {
        return place;
    }

    private void loseProbes() {
        if (probesShared) {
            probesShared = false;
            place.shared().probeLost();
        }
        if (probesPractice) {
            probesPractice = false;
            place.practice().probeLost();
        }
    }

    private boolean isProbe(Pace pace) {
        return pace == place.shared() ? probesShared : probesPractice;
    }

    private void probes(Pace pace, boolean does) {
        if (pace == place.shared()) {
            probesShared = does;
        } else {
            probesPractice = does;
        }
    }
}
