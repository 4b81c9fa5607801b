package dev.gatehouse.gateway.proxy;

import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.gateway.connection.PracticeConnection;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;

/**
 * What is to be sent through a connection; only its body, if any, is the client's request's.
 *
 * @param caller who asks, with the permission for it
 * @param connection in a usable state, and the caller's
 * @param target where to, below the practice's base
 * @param method towards the EHR
 * @param headers what the client wants the EHR to see; the header policy chooses among them
 * @param requestId under which this call is known here
 */
public record ProxyCall(
        Caller caller,
        PracticeConnection connection,
        FhirTarget target,
        HttpMethod method,
        MultiMap headers,
        String requestId,
        AnswerForm form,
        Repeats repeats) {}
