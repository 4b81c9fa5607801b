package dev.gatehouse.gateway.calls;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.proxy.CallKind;
import dev.gatehouse.gateway.proxy.CallRecord;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the calls of a {@link CallBlock} one after the other, and makes records only of those that are asked for. */
final class CallReader {
    private final TenantId tenant;
    private final String run;
    private final byte[] bytes;
    private final List<String> texts = new ArrayList<>();
    private int at;

    // of the call that was read last
    private long micros;
    private int number;
    private String requestId = "";
    private String callerId = "";
    private String connectionId = "";
    private String practiceId = "";
    private String applicationId = "";
    private String ehr = "";
    private String kind = "";
    private String method = "";
    private String route = "";
    private String code = "";
    private int status;
    private int flags;
    private long bytesIn;
    private long bytesOut;
    private long tookMicros;
    private long waitedMicros;
    private String correlationIds = "";

    /** @param run of the process that wrote the block */
    CallReader(TenantId tenant, String run, byte[] body) {
        this.tenant = tenant;
        this.run = run;
        this.bytes = body;
    }

    /** False if there are no more. */
    boolean next() {
        if (at >= bytes.length) {
            return false;
        }
        micros += folded();
        number += (int) folded();
        int same = (int) number();
        String rest = text();
        requestId = same == 0 ? rest : requestId.substring(0, same) + rest;
        callerId = known();
        connectionId = known();
        practiceId = known();
        applicationId = known();
        ehr = known();
        kind = known();
        method = known();
        route = known();
        code = known();
        status = (int) number();
        flags = (int) number();
        bytesIn = number();
        bytesOut = number();
        tookMicros = number();
        waitedMicros = number();
        correlationIds = text();
        return true;
    }

    private long folded() {
        long value = number();
        return (value >>> 1) ^ -(value & 1);
    }

    private long number() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte each = bytes[at++];
            value |= (each & 0x7fL) << shift;
            if (each >= 0) {
                return value;
            }
        }
    }

    private String text() {
        int length = (int) number();
        if (length == 0) {
            return "";
        }
        String text = new String(bytes, at, length, UTF_8);
        at += length;
        return text;
    }

    private String known() {
        int place = (int) number();
        if (place > 0) {
            return texts.get(place - 1);
        }
        String text = text();
        texts.add(text);
        return text;
    }

    /** True if the filter lets this call pass; its times are not looked at. */
    boolean fits(CallFilter filter) {
        return isAny(filter.connectionId(), connectionId)
                && isAny(filter.practiceId(), practiceId)
                && isAny(filter.applicationId(), applicationId)
                && (filter.applications() == null || filter.applications().contains(applicationId))
                && isAny(filter.callerId(), callerId)
                && isAny(filter.code(), code)
                && isAny(filter.route(), route)
                && isAny(filter.method(), method)
                && isAny(filter.requestId(), requestId)
                && isAny(filter.kind(), kind.toLowerCase(Locale.ROOT))
                && holds(route, filter.part())
                && (!filter.failed() || !code.isEmpty())
                && fitsNumbers(filter);
    }

    private boolean fitsNumbers(CallFilter filter) {
        Integer least = filter.leastStatus();
        Integer most = filter.mostStatus();
        Duration slow = filter.slowerThan();
        return (least == null || status >= least)
                && (most == null || status <= most)
                && (slow == null || tookMicros >= slow.toNanos() / 1_000);
    }

    private static boolean isAny(@Nullable String wanted, String is) {
        return wanted == null || wanted.equals(is);
    }

    private static boolean holds(String text, @Nullable String part) {
        return part == null || text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }

    Outcome outcome() {
        return Outcome.of(status, !code.isEmpty());
    }

    String id() {
        return CallId.of(micros, run, number);
    }

    StoredCall call() {
        String id = id();
        return new StoredCall(
                id,
                new CallRecord(
                        CallId.began(id),
                        requestId,
                        tenant,
                        callerId,
                        new ConnectionId(connectionId),
                        practiceId,
                        applicationId,
                        ehr,
                        CallKind.valueOf(kind.toUpperCase(Locale.ROOT)),
                        method,
                        route,
                        status,
                        code.isEmpty() ? null : code,
                        bytesIn,
                        bytesOut,
                        Duration.of(tookMicros, ChronoUnit.MICROS),
                        Duration.of(waitedMicros, ChronoUnit.MICROS),
                        (flags & CallBlock.RETRIED) != 0,
                        (flags & CallBlock.REFRESHED) != 0,
                        correlationIds.isEmpty() ? List.of() : List.of(correlationIds.split(" ", -1))));
    }
}
