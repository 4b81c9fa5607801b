package dev.gatehouse.gateway.app;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.gateway.access.ApiKeys;
import dev.gatehouse.gateway.access.Tenants;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Clock;

/** Tenants and API keys without a gateway around them, for the command line. */
record AccessOnly(Storage storage, Tenants tenants, ApiKeys keys) implements AutoCloseable {
    static AccessOnly open(Vertx vertx, GatewaySettings settings, Clock clock) {
        Storage storage = Storage.open(vertx, settings, clock);
        AuditTrail audit = new AuditTrail(storage.keys().audit(), clock);
        return new AccessOnly(
                storage,
                new Tenants(storage.database(), audit, clock),
                new ApiKeys(storage.database(), audit, storage.keys().fingerprints(), new SecureRandom(), clock));
    }

    @Override
    public void close() {
        storage.close();
    }
}
