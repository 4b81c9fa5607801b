package dev.gatehouse.gateway.calls;

import dev.gatehouse.gateway.proxy.CallRecord;

/**
 * A record with its place in the list.
 *
 * @param id see {@link CallId}
 */
record StoredCall(String id, CallRecord call) {}
