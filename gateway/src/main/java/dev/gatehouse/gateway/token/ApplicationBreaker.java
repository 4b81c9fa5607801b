package dev.gatehouse.gateway.token;

import java.time.Clock;
import java.time.Duration;
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

    private final ToLongFunction<String> changes;
    private final Clock clock;
    private final Map<String, State> states = new ConcurrentHashMap<>();
    private final Map<String, Long> closings = new ConcurrentHashMap<>();
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    /**
     * @param changes of the credentials when it was first refused
     * @param pause until the next probe; null while it is closed
     */
    private record State(int refusals, long changes, @Nullable Pause pause) {}

    public ApplicationBreaker(TokenClients clients, Clock clock) {
        this(clients::changes, clock);
    }

    /** @param changes counts the changes of an application's credentials */
    ApplicationBreaker(ToLongFunction<String> changes, Clock clock) {
        this.changes = changes;
        this.clock = clock;
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
        return Optional.of(new ApplicationMisconfigured(applicationId, state.changes()));
    }

    private boolean isProbe(String applicationId, State state, Pause pause) {
        State next = new State(state.refusals(), state.changes(), Pause.of(BETWEEN_PROBES, clock.instant()));
        return pause.left(clock.instant()).isZero() && states.replace(applicationId, state, next);
    }

    /**
     * The EHR does not take the client. Not for a credential that is one practice's own: that says nothing of the others.
     *
     * @param sentWith the application's {@linkplain TokenClients#changes changes} when the request was sent
     */
    void refused(String applicationId, long sentWith) {
        if (changes.applyAsLong(applicationId) != sentWith) {
            return;
        }
        states.compute(applicationId, (id, before) -> {
            int refusals = before == null || before.changes() != sentWith ? 1 : before.refusals() + 1;
            Pause pause = before == null || before.changes() != sentWith ? null : before.pause();
            boolean opens = pause == null && refusals >= IN_A_ROW;
            return new State(refusals, sentWith, opens ? Pause.of(BETWEEN_PROBES, clock.instant()) : pause);
        });
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
        boolean changed = changes.applyAsLong(applicationId) != state.changes();
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

    /** Moves when an application that was refused need not wait any more. */
    long closings(String applicationId) {
        return closings.getOrDefault(applicationId, 0L);
    }

    /** How many applications are refused for the moment. */
    public long open() {
        return states.values().stream().filter(state -> state.pause() != null).count();
    }
}
