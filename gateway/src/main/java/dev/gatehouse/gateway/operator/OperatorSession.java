package dev.gatehouse.gateway.operator;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A browser that is signed in.
 *
 * @param provenAt when the password was last shown to be known
 * @param endsAt at the latest; fifteen minutes without a request end it too
 */
public record OperatorSession(
        String id,
        String operatorId,
        Instant createdAt,
        Instant seenAt,
        Instant provenAt,
        Instant endsAt,
        @Nullable String address,
        @Nullable String userAgent) {

    static OperatorSession of(OperatorSessionRow row) {
        return new OperatorSession(
                row.id,
                row.operatorId,
                row.createdAt,
                row.seenAt,
                row.provenAt,
                row.endsAt,
                row.address,
                row.userAgent);
    }
}
