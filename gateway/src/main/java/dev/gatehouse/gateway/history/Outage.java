package dev.gatehouse.gateway.history;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A time in which no node of the gateway ran.
 *
 * @param stopped true if the last node was stopped in order; else it ended without a word, up to a minute after {@code from}
 */
record Outage(Instant from, Instant to, boolean stopped) {
    /** Nodes say once a minute that they run: what is shorter may be no outage at all. */
    static final Duration SHORTEST = Duration.ofMinutes(2);

    /**
     * The gaps between runs, in the order of time. Before the first run and after the last nothing is known.
     *
     * @param runs in any order; they may overlap
     */
    static List<Outage> between(List<Run> runs) {
        List<Outage> outages = new ArrayList<>();
        Run last = null;
        for (Run run :
                runs.stream().sorted(Comparator.comparing(Run::startedAt)).toList()) {
            if (last != null && last.until().plus(SHORTEST).isBefore(run.startedAt())) {
                outages.add(new Outage(last.until(), run.startedAt(), last.endedAt() != null));
            }
            last = last == null || last.until().isBefore(run.until()) ? run : last;
        }
        return outages;
    }
}
