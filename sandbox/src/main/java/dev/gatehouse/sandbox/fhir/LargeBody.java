package dev.gatehouse.sandbox.fhir;

import dev.gatehouse.sandbox.directory.Dice;
import dev.gatehouse.sandbox.web.Fingerprint;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Bytes without end that are the same each time: a block of 64 KB, over and over, cut where the length is reached. */
public final class LargeBody {

    private static final int BLOCK = 64 * 1024;

    private final byte[] block = new byte[BLOCK];

    public LargeBody() {
        Dice dice = new Dice(64);
        for (int i = 0; i < BLOCK; i++) {
            block[i] = (byte) dice.next();
        }
    }

    Supplier<@Nullable Buffer> pieces(long length) {
        return new Supplier<>() {
            private long left = length;

            @Override
            public @Nullable Buffer get() {
                if (left == 0) {
                    return null;
                }
                int size = (int) Math.min(left, BLOCK);
                left -= size;
                return Buffer.buffer(size).appendBytes(block, 0, size);
            }
        };
    }

    /** SHA-256 of a body of that length, in hex; what a reader must arrive at. */
    public String sha256(long length) {
        MessageDigest digest = Fingerprint.sha256();
        for (long left = length; left > 0; left -= BLOCK) {
            digest.update(block, 0, (int) Math.min(left, BLOCK));
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
