package dev.gatehouse.bench.proxy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/** Bytes without end that are made as they are taken, and their SHA-256. */
final class Bytes {
    private static final int CHUNK = 64 * 1024;

    private final byte[] block = new byte[CHUNK];
    private final MessageDigest digest;
    private final Promise<String> done = Promise.promise();
    private long left;
    private long counter;

    Bytes(long length) {
        this.left = length;
        this.digest = sha256();
        new Random(length).nextBytes(block);
    }

    /** Writes all of them as fast as they are taken; answers their digest in hexadecimal. */
    Future<String> into(WriteStream<Buffer> to) {
        write(to);
        return done.future();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private void write(WriteStream<Buffer> to) {
        while (left > 0) {
            if (to.writeQueueFull()) {
                to.drainHandler(free -> write(to));
                return;
            }
            byte[] next = block.clone();
            next[(int) (counter++ % CHUNK)]++;
            int length = (int) Math.min(left, CHUNK);
            digest.update(next, 0, length);
            left -= length;
            to.write(Buffer.buffer().appendBytes(next, 0, length));
        }
        // First the digest, then the end: whoever sees the end may ask for the digest.
        done.complete(hex(digest));
        to.end();
    }
}
