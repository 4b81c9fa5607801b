package dev.gatehouse.gateway.bulk;

import dev.gatehouse.common.tenant.TenantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An export that runs, or ran, in the background.
 *
 * @param progress what the EHR says of it; null if nothing
 * @param percent the same as a number, if it is one
 * @param causeCode why it failed or is held up; null if all goes well
 * @param removedAt when its files were removed on request
 */
record Export(
        String id,
        TenantId tenant,
        ExportWish wish,
        ExportState state,
        @Nullable String progress,
        @Nullable Integer percent,
        int filesTotal,
        int filesDone,
        long bytesDone,
        @Nullable String causeCode,
        @Nullable String causeText,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Instant removedAt) {}
