package dev.gatehouse.common.audit;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The columns of one row of {@code audit_event} that its MAC covers, exactly as they are stored: whoever checks a row must
 * get by with values nobody would write.
 */
record Entry(
        long seq,
        Instant recordedAt,
        String tenantId,
        String actorKind,
        String actorId,
        @Nullable String requestId,
        @Nullable String address,
        String action,
        String target,
        String outcome,
        String details) {
    private static final byte FORM = 1;
    private static final int ABSENT = -1;

    /**
     * What the MAC is computed over. Every text stands behind its length in bytes, so that no letter can move from one
     * column to the next; an absent one differs from an empty one.
     */
    byte[] bytes(byte[] prev) {
        Buffer bytes = Buffer.buffer(256 + details.length())
                .appendByte(FORM)
                .appendLong(seq)
                .appendLong(recordedAt.getEpochSecond())
                .appendInt(recordedAt.getNano());
        append(bytes, tenantId);
        append(bytes, actorKind);
        append(bytes, actorId);
        append(bytes, requestId);
        append(bytes, address);
        append(bytes, action);
        append(bytes, target);
        append(bytes, outcome);
        append(bytes, details);
        return bytes.appendInt(prev.length).appendBytes(prev).getBytes();
    }

    private static void append(Buffer bytes, @Nullable String text) {
        if (text == null) {
            bytes.appendInt(ABSENT);
            return;
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        bytes.appendInt(utf8.length).appendBytes(utf8);
    }
}
