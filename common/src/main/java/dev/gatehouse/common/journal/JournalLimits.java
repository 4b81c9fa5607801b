package dev.gatehouse.common.journal;

import java.time.Duration;

/**
 * How much a journal keeps.
 *
 * @param segmentBytes of one file; written out in advance, so that a full disk does not stop who is in the middle of
 *     something
 * @param keepFor how long records stay that are settled
 * @param mostBytes of all files together; past it the oldest settled records go early
 */
public record JournalLimits(int segmentBytes, Duration keepFor, long mostBytes) {
    public static final JournalLimits DEFAULT =
            new JournalLimits(16 * 1024 * 1024, Duration.ofMinutes(15), 256L * 1024 * 1024);
}
