package dev.gatehouse.gateway.proxy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds {@code "link"} in bytes, eight at a time. It looks for the letter {@code k}, the rarest of the six bytes in FHIR's
 * JSON, and then at its neighbours; quotes and {@code l}, {@code i}, {@code n} are everywhere.
 */
final class LinkName {
    /** Bytes of {@code "link"} with its quotes. */
    static final int LENGTH = 6;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle HALF = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOW = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;
    private static final long K = LOW * 'k';
    /** {@code "lin}, the four bytes before the k. */
    private static final int BEFORE = '"' | 'l' << 8 | 'i' << 16 | 'n' << 24;

    private static final int K_AT = 4;

    private LinkName() {}

    /** Index of the first {@code "link"} that lies whole within {@code from} (inclusive) and {@code to}; -1 if none. */
    static int find(byte[] bytes, int from, int to) {
        int k = from + K_AT;
        int last = to - 2;
        for (; k + Long.BYTES <= last + 1; k += Long.BYTES) {
            long word = (long) WORD.get(bytes, k) ^ K;
            long zeros = (word - LOW) & ~word & HIGH;
            // A borrow may mark a byte after a true match as well, so each mark is checked by the neighbours.
            while (zeros != 0) {
                int at = k + (Long.numberOfTrailingZeros(zeros) >>> 3);
                if (isAround(bytes, at)) {
                    return at - K_AT;
                }
                zeros &= zeros - 1;
            }
        }
        for (; k <= last; k++) {
            if (isAround(bytes, k)) {
                return k - K_AT;
            }
        }
        return -1;
    }

    private static boolean isAround(byte[] bytes, int k) {
        return bytes[k] == 'k' && bytes[k + 1] == '"' && (int) HALF.get(bytes, k - K_AT) == BEFORE;
    }
}
