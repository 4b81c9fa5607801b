package dev.gatehouse.gateway.connection;

import java.time.Instant;

/**
 * Something that happened to a connection.
 *
 * @param kind {@code connected}, {@code state-changed}, {@code warning}, {@code disconnected}
 * @param cause why, in code and words
 */
public record ConnectionEvent(String id, Instant at, String kind, Cause cause) {}
