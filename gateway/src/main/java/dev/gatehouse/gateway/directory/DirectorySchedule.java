package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads an EHR's published list for the first time, and again when the last reading is older than its profile says. Looks
 * once in a while, at a moment of its own on each node; whoever comes first imports, the others find it fresh or taken. After a failure the last
 * good list stays, the reason is noted, and the next try comes after a pause.
 */
public final class DirectorySchedule {
    /** About how often it looks; spread by a fifth. */
    static final Duration LOOK = Duration.ofMinutes(10);
    /** About when it looks first after a start: then requests are served already. */
    static final Duration FIRST_LOOK = Duration.ofSeconds(30);
    /** How long it waits after a failure, unless the profile asks more often. */
    static final Duration PAUSE = Duration.ofHours(1);

    private static final Author SCHEDULE = Author.system(TenantId.DEFAULT, "schedule");
    private static final Logger log = LoggerFactory.getLogger(DirectorySchedule.class);

    private final Vertx vertx;
    private final Directory directory;
    private final List<EhrProfile> scheduled;
    private final Set<String> keys;
    private final Random random;
    private final Clock clock;
    private boolean stopped = true;
    private long timer = -1;

    /** @param random for the spread */
    public DirectorySchedule(
            Vertx vertx, Directory directory, Collection<EhrProfile> profiles, Random random, Clock clock) {
        this.vertx = vertx;
        this.directory = directory;
        this.scheduled = List.copyOf(profiles);
        this.keys = scheduled.stream().map(EhrProfile::key).collect(Collectors.toUnmodifiableSet());
        this.random = random;
        this.clock = clock;
    }

    public synchronized void start() {
        stopped = false;
        next(FIRST_LOOK);
    }

    public synchronized void stop() {
        stopped = true;
        boolean wasThere = vertx.cancelTimer(timer);
        timer = wasThere ? -1 : timer;
    }

    private synchronized void next(Duration pause) {
        if (!stopped && !scheduled.isEmpty()) {
            long spread = (long) (pause.toMillis() * (0.8 + 0.4 * random.nextDouble()));
            timer = vertx.setTimer(spread, due -> importDue().onComplete(done -> next(LOOK)));
        }
    }

    /** Imports what is due, one after the other; never fails. */
    Future<Void> importDue() {
        Future<Void> chain = Future.succeededFuture();
        for (EhrProfile each : scheduled) {
            chain = chain.compose(before -> importIfDue(each));
        }
        return chain;
    }

    private Future<Void> importIfDue(EhrProfile profile) {
        return directory
                .status(TenantId.DEFAULT, profile.key())
                .compose(status -> due(status) ? read(profile) : Future.succeededFuture())
                .recover(failure -> {
                    log.warn(
                            "The directory of {} was not read: {}",
                            profile.key(),
                            failure.getClass().getName());
                    return Future.succeededFuture();
                });
    }

    private boolean due(DirectoryStatus status) {
        Instant next = nextAt(status);
        return next != null && !next.isAfter(clock.instant());
    }

    /** When the list is read next, but for the spread; null if never by itself. */
    @Nullable
    Instant nextAt(DirectoryStatus status) {
        Instant due = status.dueAt();
        Duration every = status.every();
        if (due == null || every == null || !keys.contains(status.ehr())) {
            return null;
        }
        Instant failedAt = status.failedAt();
        Duration pause = every.compareTo(PAUSE) < 0 ? every : PAUSE;
        return failedAt != null && failedAt.plus(pause).isAfter(due) ? failedAt.plus(pause) : due;
    }

    private Future<Void> read(EhrProfile profile) {
        return directory
                .importFromUrl(profile.key(), null, ImportOptions.usual(SCHEDULE))
                .<Void>map(report -> {
                    log.info(
                            "Directory of {}: {} practices, {} added, {} changed, {} removed, {} left out",
                            profile.key(),
                            report.practices(),
                            report.added(),
                            report.changed(),
                            report.removed(),
                            report.rejectedTotal());
                    return null;
                })
                .recover(failure -> failure instanceof Failure.Conflict
                        ? Future.succeededFuture() // another node is at it
                        : directory.importFailed(profile.key(), failure));
    }
}
