package dev.gatehouse.gateway.proxy;

import io.vertx.core.buffer.Buffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Unpacks a gzip stream (RFC 1952) as its bytes come in, piece by piece, so that whoever reads slowly holds it up. Checks the
 * sum and length at the end of each member. Refuses what grows beyond any text, see {@link #MOST_GROWTH}.
 *
 * <p>One of these serves one answer, from one thread, and holds memory outside the heap until it is closed.
 */
final class GzipReader implements AutoCloseable {
    /** The stream is damaged, no gzip at all, or grows too much. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        private Unreadable(String message) {
            super(message, null, false, false);
        }
    }

    /** How many bytes may come of one; what FHIR servers send stays below a tenth of it, bombs reach a thousand. */
    static final int MOST_GROWTH = 200;

    private static final long GROWTH_COUNTS_FROM = 16L * 1024 * 1024;
    private static final int PIECE = 32 * 1024;
    private static final byte[] NOTHING = {};
    private static final int FIXED_HEADER = 10;
    private static final int TRAILER = 8;

    private enum Part {
        HEADER,
        EXTRA_LENGTH,
        EXTRA,
        NAME,
        COMMENT,
        HEADER_SUM,
        DATA,
        TRAILER,
        /** Between members, or at the end. */
        DONE
    }

    private final Inflater inflater = new Inflater(true);
    private final CRC32 sum = new CRC32();
    private byte[] in = NOTHING;
    private int at;
    private Part part = Part.HEADER;
    private int flags;
    private int counted;
    private long number;
    private long read;
    private long written;
    private boolean closed;

    /** The next bytes; those before must have been used up by {@link #next}. */
    void feed(byte[] bytes) {
        in = bytes;
        at = 0;
        read += bytes.length;
    }

    /** The next piece of text; empty if more bytes are needed for it. */
    Buffer next() throws Unreadable {
        if (closed) {
            return Buffer.buffer(0);
        }
        while (at < in.length || part == Part.DATA) {
            if (part != Part.DATA) {
                frame(in[at++] & 0xff);
                continue;
            }
            byte[] piece = new byte[PIECE];
            int count = inflate(piece);
            if (count > 0) {
                return Buffer.buffer(count).appendBytes(piece, 0, count);
            }
            if (part == Part.DATA) {
                break;
            }
        }
        return Buffer.buffer(0);
    }

    /** True if a member has ended and no other has begun. */
    boolean isComplete() {
        return part == Part.DONE;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            inflater.end();
        }
    }

    private int inflate(byte[] piece) throws Unreadable {
        try {
            if (inflater.needsInput() && at < in.length) {
                inflater.setInput(in, at, in.length - at);
                at = in.length;
            }
            int count = inflater.inflate(piece);
            sum.update(piece, 0, count);
            written += count;
            if (written > GROWTH_COUNTS_FROM && written > MOST_GROWTH * read) {
                throw new Unreadable("it grows too much");
            }
            if (inflater.finished()) {
                at = in.length - inflater.getRemaining();
                begin(Part.TRAILER);
            } else if (inflater.needsDictionary()) {
                throw new Unreadable("it needs a dictionary");
            }
            return count;
        } catch (DataFormatException damaged) {
            throw new Unreadable("it is damaged");
        }
    }

    private void frame(int b) throws Unreadable {
        switch (part) {
            case DONE -> {
                begin(Part.HEADER);
                header(b);
            }
            case HEADER -> header(b);
            case EXTRA_LENGTH -> {
                number |= ((long) b << (8 * counted));
                if (++counted == 2) {
                    part = number == 0 ? afterExtra() : Part.EXTRA;
                }
            }
            case EXTRA -> {
                if (--number == 0) {
                    part = afterExtra();
                }
            }
            case NAME -> part = b == 0 ? afterName() : Part.NAME;
            case COMMENT -> part = b == 0 ? afterComment() : Part.COMMENT;
            case HEADER_SUM -> part = ++counted == 2 ? Part.DATA : Part.HEADER_SUM;
            case TRAILER -> trailer(b);
            case DATA -> throw new IllegalStateException("data is inflated");
        }
    }

    private void header(int b) throws Unreadable {
        boolean right = switch (counted) {
            case 0 -> b == 0x1f;
            case 1 -> b == 0x8b;
            case 2 -> b == 8;
            case 3 -> b < 0x20; // the rest is reserved
            default -> true;
        };
        if (!right) {
            throw new Unreadable("it is no gzip");
        }
        if (counted == 3) {
            flags = b;
        }
        if (++counted == FIXED_HEADER) {
            begin(Part.EXTRA_LENGTH);
            part = (flags & 4) != 0 ? Part.EXTRA_LENGTH : afterExtra();
        }
    }

    private Part afterExtra() {
        return (flags & 8) != 0 ? Part.NAME : afterName();
    }

    private Part afterName() {
        return (flags & 16) != 0 ? Part.COMMENT : afterComment();
    }

    private Part afterComment() {
        counted = 0;
        return (flags & 2) != 0 ? Part.HEADER_SUM : Part.DATA;
    }

    private void trailer(int b) throws Unreadable {
        number |= ((long) b << (8 * counted));
        if (++counted == TRAILER) {
            long size = inflater.getBytesWritten() & 0xffffffffL;
            if (number != ((size << 32) | sum.getValue())) {
                throw new Unreadable("its sum is wrong");
            }
            inflater.reset();
            sum.reset();
            part = Part.DONE;
        }
    }

    private void begin(Part next) {
        part = next;
        counted = 0;
        number = 0;
    }
}
