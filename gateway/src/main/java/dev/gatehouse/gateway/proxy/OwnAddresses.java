package dev.gatehouse.gateway.proxy;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * Addresses below {@code /fhir/{connection}} that the gateway made up for addresses that an EHR gave and that do not lie
 * below the practice's base, or need more care than it takes to pass something on.
 */
public interface OwnAddresses {
    /** There are none: whatever is below a connection's address is the practice's. */
    OwnAddresses NONE = new OwnAddresses() {
        @Override
        public boolean own(FhirTarget target) {
            return false;
        }

        @Override
        public Future<Void> answer(HttpServerRequest request, ProxyCall call) {
            return Future.failedFuture(new IllegalStateException("there are no addresses of our own"));
        }

        @Override
        public boolean mayBring(FhirTarget target) {
            return false;
        }

        @Override
        public void exchange(HttpServerResponse leaving, ProxyCall call) {
            throw new IllegalStateException("there are no addresses of our own");
        }
    };

    /** True for a target that {@link #answer} answers; reading and deleting there needs {@code proxy:read}. */
    boolean own(FhirTarget target);

    /**
     * Answers a request to such an address. If it fails, the failure is still to be told to the client.
     *
     * @param request paused, its body untouched
     */
    Future<Void> answer(HttpServerRequest request, ProxyCall call);

    /** True for a call that is passed on and whose answer may bring such an address. */
    boolean mayBring(FhirTarget target);

    /** Exchanges it, just before the head of such an answer leaves. */
    void exchange(HttpServerResponse leaving, ProxyCall call);
}
