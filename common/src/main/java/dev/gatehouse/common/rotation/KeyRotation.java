package dev.gatehouse.common.rotation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One change of keys.
 *
 * @param keyset {@code sealing}, {@code fingerprints} or {@code master}
 * @param newKey id of the new key, in hexadecimal digits; no secret
 * @param promotedAt since when the new key seals
 * @param dropAt when the old key may go, once everything is sealed with the new one
 * @param passes how often all columns were gone through
 * @param resealed values sealed anew
 * @param broken values that no key opens, of the last pass; while there are any, the old key is not dropped
 */
public record KeyRotation(
        String id,
        String keyset,
        RotationState state,
        String newKey,
        Instant startedAt,
        @Nullable Instant promotedAt,
        @Nullable Instant dropAt,
        @Nullable Instant endedAt,
        int passes,
        long resealed,
        long broken) {}
