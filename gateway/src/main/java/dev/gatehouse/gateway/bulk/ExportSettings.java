package dev.gatehouse.gateway.bulk;

import java.time.Duration;

/**
 * Limits of exports that run in the background.
 *
 * @param kept how long files are kept after the end of their export
 * @param atOnce exports of one tenant under way at once; others wait
 * @param unfinished most exports of one tenant that have not ended
 * @param perNode exports this node works on at once
 * @param reserve bytes of the disk that exports leave free
 * @param lease for how long a node that works on an export is not taken for dead
 * @param abandoned how long an export of another node may be overdue before this one takes it over
 */
public record ExportSettings(
        Duration kept, int atOnce, int unfinished, int perNode, long reserve, Duration lease, Duration abandoned) {

    public static final ExportSettings DEFAULT = new ExportSettings(
            Duration.ofDays(7), 2, 100, 4, 512L * 1024 * 1024, Duration.ofMinutes(2), Duration.ofMinutes(10));

    /** The same with files kept for another time. */
    public ExportSettings keeping(Duration time) {
        return new ExportSettings(time, atOnce, unfinished, perNode, reserve, lease, abandoned);
    }
}
