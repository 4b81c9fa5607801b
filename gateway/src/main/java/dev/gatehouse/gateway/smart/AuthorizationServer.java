package dev.gatehouse.gateway.smart;

import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where the credentials and tokens of one practice go.
 *
 * @param id {@code asrv_…}, the same for the same EHR and base
 * @param base FHIR base, without a slash at the end
 * @param trusted as first seen, or as accepted since
 * @param seenAt when that was
 * @param offered what the practice's metadata says now; null if it is the same. Nothing secret goes there before somebody
 *     accepted it.
 * @param changedAt since when it says so; null if it does not
 */
public record AuthorizationServer(
        String id,
        String ehr,
        URI base,
        ServerNames trusted,
        Instant seenAt,
        @Nullable ServerNames offered,
        @Nullable Instant changedAt) {}
