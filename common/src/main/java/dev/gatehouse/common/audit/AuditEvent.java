package dev.gatehouse.common.audit;

import dev.gatehouse.common.tenant.Author;
import java.time.Instant;
import java.util.Map;

/**
 * One thing that was done, or refused.
 *
 * @param seq its place in the one chain of this installation, from 1; numbers of other tenants lie between
 * @param at when it was committed, to the microsecond, by the clock of the node that did it
 * @param by who did it
 * @param action what, with a dot between the kind of thing and the act: {@code credential.revealed}
 * @param target the id of what it was done to
 * @param details more about it; never a secret, a token or anything about a patient
 * @param prev the {@code mac} of the entry before, in hex; empty for the first
 * @param mac over all of the above, in hex
 */
public record AuditEvent(
        long seq,
        Instant at,
        Author by,
        String action,
        String target,
        Outcome outcome,
        Map<String, String> details,
        String prev,
        String mac) {
    /** How it ended: stored in the database by these names. */
    public enum Outcome {
        DONE,
        REFUSED
    }

    public AuditEvent {
        details = Map.copyOf(details);
    }
}
