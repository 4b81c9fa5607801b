package dev.gatehouse.common.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which entries are asked for; null means any.
 *
 * @param since at that time or later
 * @param until before that time
 * @param action exactly that, or all below it if it ends with a dot: {@code credential.}
 * @param target the id of the thing
 * @param actor the id of who did it
 */
public record AuditFilter(
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable String action,
        @Nullable String target,
        @Nullable String actor) {
    public static final AuditFilter ALL = new AuditFilter(null, null, null, null, null);
}
