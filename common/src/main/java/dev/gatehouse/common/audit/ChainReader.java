package dev.gatehouse.common.audit;

import dev.gatehouse.common.vault.AuditMac;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes the rows of the chain one after the other, and keeps the first thing that does not fit. */
final class ChainReader {
    /** What {@code audit_head} says. */
    static final class Head {
        private final long seq;
        private final byte[] mac;

        Head(long seq, byte[] mac) {
            this.seq = seq;
            this.mac = mac;
        }
    }

    private static final HexFormat HEX = HexFormat.of();

    private final AuditMac macs;
    private final long from;
    private final long to;
    private final Map<Long, AuditAnchor> anchors = new HashMap<>();
    private long next;
    private long entries;
    private byte @Nullable [] before;
    private AuditCheck.@Nullable Finding problem;

    ChainReader(AuditMac macs, long from, long to, Collection<AuditAnchor> anchors) {
        this.macs = macs;
        this.from = from;
        this.to = to;
        this.next = from;
        this.before = from == 1 ? new byte[0] : null;
        for (AuditAnchor each : anchors) {
            AuditAnchor other = this.anchors.putIfAbsent(each.seq(), each);
            if (other != null && !other.mac().equals(each.mac())) {
                found(each.seq(), "two anchors name different entries under this number: one chain was replaced");
            }
        }
    }

    Optional<AuditCheck.Finding> problem() {
        return Optional.ofNullable(problem);
    }

    private void found(long seq, String text) {
        if (problem == null) {
            problem = new AuditCheck.Finding(seq, text);
        }
    }

    /** The columns in the order of {@link AuditCheck}. */
    void take(ResultSet row) throws SQLException {
        long seq = row.getLong(1);
        byte[] prev = row.getBytes(12);
        byte[] mac = row.getBytes(13);
        Entry entry = entry(row);
        if (seq > next) {
            found(next, seq == next + 1 ? "the entry is missing" : "the entries up to " + (seq - 1) + " are missing");
        } else if (seq < next) {
            found(seq, seq < from ? "there is no such place in the chain" : "the number is there more than once");
        } else if (entry == null || prev == null || mac == null || !macs.fits(mac, entry.bytes(prev))) {
            found(seq, "the entry was changed, or was not written by Gatehouse");
        } else if (before != null && !Arrays.equals(before, prev)) {
            found(seq, "the entry does not follow the one before: one of them was removed, replaced or moved");
        } else {
            compare(seq, mac);
        }
        before = mac;
        next = seq + 1;
        entries++;
    }

    private void compare(long seq, byte[] mac) {
        AuditAnchor anchor = anchors.get(seq);
        if (anchor != null && !anchor.mac().equals(HEX.formatHex(mac))) {
            found(seq, "another entry was here " + when(anchor) + ": the chain was cut and written anew");
        }
    }

    private static String when(AuditAnchor anchor) {
        return anchor.at() == null ? "when the anchor was noted" : "at " + anchor.at();
    }

    /** Null if a column holds nothing, which Gatehouse never writes. */
    private static @Nullable Entry entry(ResultSet row) throws SQLException {
        OffsetDateTime time = row.getObject(2, OffsetDateTime.class);
        String[] texts = new String[9];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = row.getString(i + 3);
            boolean mayBeNull = i == 3 || i == 4;
            if (texts[i] == null && !mayBeNull) {
                return null;
            }
        }
        Instant at = time == null ? null : time.toInstant();
        return at == null
                ? null
                : new Entry(
                        row.getLong(1),
                        at,
                        texts[0],
                        texts[1],
                        texts[2],
                        texts[3],
                        texts[4],
                        texts[5],
                        texts[6],
                        texts[7],
                        texts[8]);
    }

    /**
     * After the last row.
     *
     * @param rows how many there are
     * @param head what is noted of the end in the database; null if it is not to be compared
     */
    void end(long rows, @Nullable List<Head> head) {
        if (rows != entries) {
            found(next - 1, "a number is there more than once");
        }
        if ((to != Long.MAX_VALUE && next <= to) || (entries == 0 && from > 1)) {
            found(next, "the entry is missing");
        }
        anchors.values().stream()
                .filter(each -> each.seq() >= next && each.seq() <= to)
                .min((one, other) -> Long.compare(one.seq(), other.seq()))
                .ifPresent(anchor ->
                        found(next, "the newest entries are gone: there were " + anchor.seq() + " " + when(anchor)));
        if (head != null) {
            compareHead(head);
        }
    }

    private void compareHead(List<Head> head) {
        if (head.isEmpty()) {
            found(next, "the note of the chain's end is gone");
            return;
        }
        Head noted = head.get(0);
        if (noted.seq > next - 1) {
            found(next, "the newest entries are gone: the chain ended at " + noted.seq);
        } else if (noted.seq < next - 1) {
            found(noted.seq + 1, "the entry is not part of the chain, which ends at " + noted.seq);
        } else if (entries > 0 && !Arrays.equals(noted.mac, Objects.requireNonNull(before))) {
            found(noted.seq, "the note of the chain's end does not fit the last entry");
        }
    }

    AuditCheck.Result result() {
        boolean whole = problem == null && entries > 0;
        Optional<AuditAnchor> end = whole
                ? Optional.of(new AuditAnchor(next - 1, HEX.formatHex(Objects.requireNonNull(before)), null))
                : Optional.empty();
        return new AuditCheck.Result(entries, end, problem());
    }
}
