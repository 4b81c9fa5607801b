package dev.gatehouse.gateway.calls;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.proxy.CallRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Some hundred calls of one tenant that began within an hour, packed to about fifty bytes each; {@link CallReader} reads them
 * again. Its row in the database is its own, and nobody else writes it: it is written whole, again whenever calls were added, so
 * it does no harm to write it once more when nobody knows whether the last time went well. Not for use by several threads.
 *
 * <p>The form: one call after the other. Numbers are of variable length, seven bits a byte, the low ones first; those that may be
 * negative are folded (0, -1, 1, -2 …). A call is: microseconds since the one before, then since its number, both folded; its
 * request id, as the count of characters it shares with the one before, and the rest; nine texts, each as 0 and the text, or as
 * the number of a text before; status; flags; bytes in and out; microseconds taken and waited; correlation ids with spaces
 * between. A text is its length in bytes and UTF-8.
 */
final class CallBlock {
    static final int MOST = 512;
    static final int RETRIED = 1;
    static final int REFRESHED = 2;
    /** A block may stay by so much longer than the oldest of its calls is to be kept. */
    static final Duration SPAN = Duration.ofHours(1);

    private static final long SPAN_MICROS = SPAN.toMillis() * 1_000;
    private static final int MOST_BYTES = 64 * 1024;
    private static final int LONGEST_ROUTE = 1000;

    final String id;
    final TenantId tenant;
    private final String run;
    private final Map<String, Integer> texts = new HashMap<>();
    private final Holds holds = new Holds();
    private byte[] bytes = new byte[1024];
    private int length;
    private long micros;
    private int number;
    private String requestId = "";
    private long firstMicros = Long.MAX_VALUE;
    private int firstNumber;
    private long lastMicros = Long.MIN_VALUE;
    private int lastNumber;
    private int calls;
    private int written;
    private int troubles;
    private long slowest;
    private boolean mayHaveRow;

    /**
     * @param id of its row
     * @param run of the process, in the ids of its calls
     */
    CallBlock(String id, TenantId tenant, String run) {
        this.id = id;
        this.tenant = tenant;
        this.run = run;
    }

    /** False if this call belongs into another block. */
    boolean takes(CallRecord call) {
        long began = CallId.micros(call.at());
        return calls == 0
                || (calls < MOST
                        && length < MOST_BYTES
                        && began - firstMicros <= SPAN_MICROS
                        && lastMicros - began <= SPAN_MICROS);
    }

    /** @param callNumber of the run; no other call's */
    void add(CallRecord call, int callNumber) {
        long began = CallId.micros(call.at());
        folded(began - micros);
        folded(callNumber - (long) number);
        micros = began;
        number = callNumber;
        request(cut(call.requestId(), 64));
        known(cut(call.callerId(), 200));
        known(call.connection().value());
        known(call.practiceId());
        known(call.applicationId());
        known(call.ehr());
        known(call.kind().text());
        known(cut(call.method(), 16));
        known(cut(call.route(), LONGEST_ROUTE));
        String code = call.code();
        known(code == null ? "" : code);
        number(call.status());
        number((call.retried() ? RETRIED : 0) | (call.refreshed() ? REFRESHED : 0));
        number(call.bytesIn());
        number(call.bytesOut());
        long took = call.took().toNanos() / 1_000;
        number(took);
        number(call.waited().toNanos() / 1_000);
        text(call.correlationIds().isEmpty() ? "" : String.join(" ", call.correlationIds()));
        calls++;
        troubles += code != null || call.status() >= 400 ? 1 : 0;
        slowest = Math.max(slowest, took);
        extend(began, callNumber);
    }

    private void extend(long began, int callNumber) {
        if (began < firstMicros || (began == firstMicros && callNumber < firstNumber)) {
            firstMicros = began;
            firstNumber = callNumber;
        }
        if (began > lastMicros || (began == lastMicros && callNumber > lastNumber)) {
            lastMicros = began;
            lastNumber = callNumber;
        }
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }

    private void request(String text) {
        holds.add(text);
        int most = Math.min(text.length(), requestId.length());
        int same = 0;
        while (same < most && text.charAt(same) == requestId.charAt(same)) {
            same++;
        }
        requestId = text;
        number(same);
        text(text.substring(same));
    }

    private void known(String text) {
        Integer place = texts.putIfAbsent(text, texts.size() + 1);
        if (place != null) {
            number(place);
        } else {
            holds.add(text);
            number(0);
            text(text);
        }
    }

    private void text(String text) {
        byte[] encoded = text.getBytes(UTF_8);
        number(encoded.length);
        makeRoom(encoded.length);
        System.arraycopy(encoded, 0, bytes, length, encoded.length);
        length += encoded.length;
    }

    private void folded(long value) {
        number((value << 1) ^ (value >> 63));
    }

    /** As if it had no sign. */
    private void number(long value) {
        makeRoom(10);
        long left = value;
        while ((left & ~0x7fL) != 0) {
            bytes[length++] = (byte) (left | 0x80);
            left >>>= 7;
        }
        bytes[length++] = (byte) left;
    }

    private void makeRoom(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }

    int calls() {
        return calls;
    }

    int unwritten() {
        return calls - written;
    }

    /** @param upTo how many calls its row tells of now */
    void written(int upTo) {
        written = upTo;
    }

    boolean mayHaveRow() {
        return mayHaveRow;
    }

    void triesToWrite() {
        mayHaveRow = true;
    }

    /** True if no call of now would fit into it. */
    boolean isOld(Instant now) {
        return CallId.micros(now) - firstMicros > SPAN_MICROS;
    }

    String firstId() {
        return CallId.of(firstMicros, run, firstNumber);
    }

    String lastId() {
        return CallId.of(lastMicros, run, lastNumber);
    }

    int troubles() {
        return troubles;
    }

    long slowestMicros() {
        return slowest;
    }

    byte[] holds() {
        return holds.toBytes();
    }

    byte[] body() {
        return Arrays.copyOf(bytes, length);
    }
}
