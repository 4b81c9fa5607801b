package dev.gatehouse.gateway.proxy;

import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.connection.ConnectionId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call through the proxy, without patient data: no ids, no values, no bodies.
 *
 * @param at when it began
 * @param callerId API key or operator, or an export that runs in the background
 * @param practiceId of the connection
 * @param applicationId of the connection
 * @param ehr key of the EHR profile
 * @param kind through which door it came
 * @param method HTTP method
 * @param route resource type and parameter names, for example {@code Patient/{id}} or {@code Patient?name&_count}
 * @param status what the client was told; of a cut answer, what its head said
 * @param code why we gave no answer of the EHR, or why it was cut ({@code client-gone}, {@code ehr-answer-cut}); null if all
 *     went well
 * @param bytesIn body bytes sent to the EHR
 * @param bytesOut body bytes sent to the client
 * @param took from the first look at the request to its end
 * @param waited from the first look at the request to the head of the EHR's answer; zero if there was none
 * @param retried true if it was sent again after a kept connection had gone stale
 * @param refreshed true if the EHR refused the first token
 * @param correlationIds what the EHR sent for its support to find the call by; short plain words, few
 */
public record CallRecord(
        Instant at,
        String requestId,
        TenantId tenant,
        String callerId,
        ConnectionId connection,
        String practiceId,
        String applicationId,
        String ehr,
        CallKind kind,
        String method,
        String route,
        int status,
        @Nullable String code,
        long bytesIn,
        long bytesOut,
        Duration took,
        Duration waited,
        boolean retried,
        boolean refreshed,
        List<String> correlationIds) {

    public CallRecord {
        correlationIds = List.copyOf(correlationIds);
    }
}
