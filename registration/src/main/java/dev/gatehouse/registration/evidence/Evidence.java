package dev.gatehouse.registration.evidence;

import java.time.Instant;

/**
 * One file kept with a step.
 *
 * @param id {@code evi_…}
 * @param name as its author called it; safe to show, not to be used as a path
 * @param size in bytes
 * @param sha256 of the content, in hexadecimal
 * @param addedBy kind and id of the author
 */
public record Evidence(
        String id,
        String registrationId,
        String stepKey,
        String name,
        EvidenceType type,
        long size,
        String sha256,
        int parts,
        Instant addedAt,
        String addedBy) {}
