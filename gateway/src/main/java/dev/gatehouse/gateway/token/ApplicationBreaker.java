package dev.gatehouse.gateway.token;

import dev.gatehouse.common.egress.Pause;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an application whose credential is refused from asking again and again, which some EHRs answer with a lock. After
 * three refusals of the client in a row only one request a minute goes out, until one is accepted or the credentials change
 * here. Its connections stay as alive as they were.
 */
public final class ApplicationBreaker {
    static final Duration BETWEEN_PROBES = Duration.ofMinutes(1);
    private static final int IN_A_ROW = 3;
    private static final Duration BETWEEN_TURNS = Duration.ofMillis(50);
    private static final Duration LATEST_TURN = Duration.ofHours(1);

    private final ToLongFunction<String> changes;
    private final Clock clock;
    private final Map<String, State> states = new ConcurrentHashMap<>();
    private final Map<String, Long> closings = new ConcurrentHashMap<>();
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    /**
     * @param epoch when it was first refused
     * @param pause until the next probe; null while it is closed
     * @param turns until when there are turns taken
     */
    private record State(int refusals, long epoch, @Nullable Pause pause, Instant turns) {
        State with(@Nullable Pause other) {
            return new State(refusals, epoch, other, turns);
        }
    }

    public ApplicationBreaker(TokenClients clients, Clock clock) {
        this(clients::changes, clock);
    }

    /** @param changes counts the changes of an application's credentials */
    ApplicationBreaker(ToLongFunction<String> changes, Clock clock) {
        this.changes = changes;
        this.clock = clock;
    }

    /** True from the first refusal of a row on. */
    boolean counts(String applicationId) {
        return states.containsKey(applicationId);
    }

    /** True while not every request of this application may be sent. */
    boolean isOpen(String applicationId) {
        State state = states.get(applicationId);
        return state != null && state.pause() != null;
    }

    /** What to tell instead of asking the EHR; empty if a request of this application may be sent, perhaps as the probe. */
    Optional<ApplicationMisconfigured> refuses(String applicationId) {
        State state = states.get(applicationId);
        if (state == null || state.pause() == null) {
            return Optional.empty();
        }
        if (closedByChange(applicationId, state) || isProbe(applicationId, state, state.pause())) {
            return Optional.empty();
        }
        return Optional.of(new ApplicationMisconfigured(applicationId, state.epoch()));
    }

    private boolean isProbe(String applicationId, State state, Pause pause) {
        Instant now = clock.instant();
        return pause.left(now).isZero()
                && states.replace(applicationId, state, state.with(Pause.of(BETWEEN_PROBES, now)));
    }

    /**
     * The EHR does not take the client. Not for a credential that is one practice's own: that says nothing of the others.
     *
     * @param sentIn the {@linkplain #epoch epoch} when the request was sent
     */
    void refused(String applicationId, long sentIn) {
        if (epoch(applicationId) != sentIn) {
            return;
        }
        Instant now = clock.instant();
        states.compute(applicationId, (id, before) -> {
            State known = before == null || before.epoch() != sentIn ? new State(0, sentIn, null, now) : before;
            int refusals = known.refusals() + 1;
            boolean opens = known.pause() == null && refusals >= IN_A_ROW;
            Pause pause = opens ? Pause.of(BETWEEN_PROBES, now) : known.pause();
            return new State(refusals, sentIn, pause, known.turns());
        });
    }

    /**
     * When a connection of a refused application is looked at again: not before the next probe, and each at another time, so
     * that many of them cost little while nothing can be done.
     */
    Instant turn(String applicationId) {
        Instant earliest = clock.instant().plus(BETWEEN_PROBES);
        State state = states.computeIfPresent(applicationId, (id, known) -> {
            Instant taken = known.turns().isBefore(earliest) ? earliest : known.turns();
            return new State(known.refusals(), known.epoch(), known.pause(), taken.plus(BETWEEN_TURNS));
        });
        Instant latest = earliest.plus(LATEST_TURN);
        if (state == null) {
            return earliest;
        }
        return state.turns().isAfter(latest) ? latest : state.turns();
    }

    /** What {@code waits_for} of its grants says. */
    static String waits(String applicationId) {
        return "application " + applicationId;
    }

    /** The EHR takes the client, whatever it said of the grant. */
    void accepted(String applicationId) {
        State before = states.remove(applicationId);
        if (before != null) {
            closed(applicationId);
        }
    }

    /** Closes what new credentials have made outdated; to be called now and then. */
    void look() {
        states.entrySet().removeIf(each -> closedByChange(each.getKey(), each.getValue()));
    }

    private boolean closedByChange(String applicationId, State state) {
        boolean changed = epoch(applicationId) != state.epoch();
        if (changed && states.remove(applicationId, state)) {
            closed(applicationId);
        }
        return changed;
    }

    private void closed(String applicationId) {
        closings.merge(applicationId, 1L, Long::sum);
        listeners.forEach(each -> each.accept(applicationId));
    }

    /** Told an application that was refused and need not wait any more. */
    public void onClosed(Consumer<String> listener) {
        listeners.add(listener);
    }

    /** Moves when an application that was refused need not wait any more, and when its credentials change. */
    long epoch(String applicationId) {
        return changes.applyAsLong(applicationId) + closings.getOrDefault(applicationId, 0L);
    }

    /** How many applications are refused for the moment. */
    public long open() {
        return states.values().stream().filter(state -> state.pause() != null).count();
    }
}
