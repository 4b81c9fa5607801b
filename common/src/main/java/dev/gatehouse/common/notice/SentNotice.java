package dev.gatehouse.common.notice;

import java.time.Instant;

/**
 * A notice that was handed over.
 *
 * @param id the same for each repetition; receivers know by it what they had before
 * @param occurredAt when it was handed over
 */
public record SentNotice(String id, Instant occurredAt, Notice notice) {}
