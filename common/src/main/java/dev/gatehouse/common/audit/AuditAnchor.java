package dev.gatehouse.common.audit;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The chain's end as it once was, kept where whoever changes the database can't reach it: proof that an entry was there.
 *
 * @param seq the last entry then
 * @param mac of that entry, in hex
 * @param at when it was noted; null if nobody knows
 */
public record AuditAnchor(long seq, String mac, @Nullable Instant at) {
    private static final Pattern SHORT = Pattern.compile("(\\d{1,18}):([0-9a-f]{2,200})");

    /** @throws IllegalArgumentException if it is no place in a chain */
    public AuditAnchor {
        if (seq < 1 || mac.isEmpty()) {
            throw new IllegalArgumentException("an anchor has the number and the MAC of an entry");
        }
        HexFormat.of().parseHex(mac);
    }

    /** From {@code seq:mac}, as the log has it. */
    public static Optional<AuditAnchor> ofText(String text) {
        Matcher parts = SHORT.matcher(text.strip());
        try {
            return parts.matches()
                    ? Optional.of(new AuditAnchor(Long.parseLong(parts.group(1)), parts.group(2), null))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** From one line of the file. */
    static Optional<AuditAnchor> ofLine(String line) {
        try {
            JsonObject json = new JsonObject(line);
            return Optional.of(new AuditAnchor(json.getLong("seq"), json.getString("mac"), json.getInstant("at")));
        } catch (DecodeException | ClassCastException | IllegalArgumentException | NullPointerException e) {
            return Optional.empty();
        }
    }

    String line() {
        return new JsonObject()
                .put("seq", seq)
                .put("mac", mac)
                .put("at", at == null ? null : at.toString())
                .encode();
    }

    /** {@code seq:mac}. */
    @Override
    public String toString() {
        return seq + ":" + mac;
    }
}
