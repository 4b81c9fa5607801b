package dev.gatehouse.gateway.history;

import java.time.Instant;

/**
 * How many connections of a tenant were in which state; revoked ones are left out.
 *
 * @param at the beginning of the quarter of an hour in which they were counted
 * @param paused whatever their state, which counts them nowhere else
 */
record Standing(Instant at, int pending, int active, int degraded, int needsReconnect, int misconfigured, int paused) {}
