package dev.gatehouse.gateway.proxy;

import dev.gatehouse.common.egress.Egress;
import dev.gatehouse.common.egress.HostRules;
import dev.gatehouse.gateway.admission.Admission;
import dev.gatehouse.gateway.token.AccessTokens;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Clock;
import java.util.function.Function;

/**
 * Sends a client's FHIR request to a practice's EHR with the connection's token, and the answer back, bodies streaming both
 * ways. May be shared by all event loops.
 *
 * <p>A request is sent a second time only if nothing can have happened by the first: reads (GET, HEAD) when a kept
 * connection turned out stale, on a new one, and GET, HEAD, PUT and DELETE without a body when the EHR refused the token. Never a third
 * time, unless the client asked for {@link Repeats}, and never a POST or PATCH.
 */
public final class FhirProxy {
    private final Vertx vertx;
    private final Practices practices;
    private final AccessTokens tokens;
    private final Admission admission;
    private final BundleIntake bundles = new BundleIntake();
    private final ProxySettings settings;
    private final CallWatch watch;
    private final Clock clock;

    /**
     * @param hosts the host rules of an EHR, by the key of its profile
     * @param publicUrl the gateway as clients see it; links of answers begin with it
     * @param watch looks on at each call
     */
    public FhirProxy(
            Vertx vertx,
            Egress egress,
            Function<String, HostRules> hosts,
            AccessTokens tokens,
            Admission admission,
            URI publicUrl,
            ProxySettings settings,
            CallWatch watch,
            Clock clock) {
        this.vertx = vertx;
        this.practices = new Practices(egress, hosts, publicUrl);
        this.tokens = tokens;
        this.admission = admission;
        this.settings = settings;
        this.watch = watch;
        this.clock = clock;
    }

    /**
     * Done when the answer is written. If it fails, its failure is still to be told to the client, unless the head of an
     * answer is out already; then the client's connection has been cut.
     *
     * @param request paused, its body untouched
     */
    public Future<Void> forward(HttpServerRequest request, ProxyCall call) {
        Exchange exchange =
                new Exchange(vertx, practices.of(call.connection()), tokens, bundles, settings, request, call, watch);
        return admission
                .enter(call.connection(), gone -> request.response().closeHandler(closed -> gone.run()))
                .compose(slot -> slot.during(() -> exchange.run(slot)))
                .onComplete(outcome -> exchange.record(clock, outcome.cause()));
    }
}
