package dev.gatehouse.common.egress;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** A body that came compressed though nobody asked for that, which HTTP allows (RFC 9110, section 12.5.3). */
final class Unzipped {
    private static final int PIECE = 8 * 1024;

    private Unzipped() {}

    /**
     * Never holds more than the limit and a piece, however much is behind the bytes.
     *
     * @throws IOException if it is no gzip, or cut short
     */
    static Buffer of(Buffer zipped, int mostBytes) throws IOException, TooLong {
        Buffer plain = Buffer.buffer();
        byte[] piece = new byte[PIECE];
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped.getBytes()))) {
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                if (plain.length() + read > mostBytes) {
                    throw new TooLong();
                }
                plain.appendBytes(piece, 0, read);
            }
        }
        return plain;
    }

    /** There is more than the limit. */
    static final class TooLong extends Exception {
        private static final long serialVersionUID = 1;

        private TooLong() {
            super("longer than the limit", null, false, false);
        }
    }
}
