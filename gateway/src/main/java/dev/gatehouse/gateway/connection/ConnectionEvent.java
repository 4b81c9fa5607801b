package dev.gatehouse.gateway.connection;

import java.time.Instant;

/**
 * Something that happened to a connection.
 *
 * @param kind {@code connected}, {@code state-changed}, {@code warning}, {@code disconnected}, {@code paused}, {@code
 *     resumed}, {@code checked}, {@code token-shown}
 * @param cause why, in code and words
 */
public record ConnectionEvent(String id, Instant at, String kind, Cause cause) {

    /** Where it stands in a history, which is by time and then by id. */
    record Place(Instant at, String id) {}
}
