package dev.gatehouse.gateway.app;

import dev.gatehouse.common.egress.Egress;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.RequestId;
import dev.gatehouse.gateway.connection.Connections;
import dev.gatehouse.gateway.proxy.CallWatch;
import dev.gatehouse.gateway.proxy.FhirProxy;
import dev.gatehouse.gateway.proxy.ProxyRoutes;
import dev.gatehouse.gateway.proxy.ProxySettings;
import dev.gatehouse.gateway.token.LiveTokens;
import java.net.URI;

/** The part of the gateway that carries calls to EHRs. */
record Proxying(FhirProxy proxy, ProxyRoutes routes) {

    static Proxying of(
            Surroundings around,
            EhrProfiles profiles,
            Egress egress,
            Connections connections,
            LiveTokens tokens,
            CallWatch watch,
            String publicUrl) {
        FhirProxy proxy = new FhirProxy(
                around.vertx(),
                egress,
                ehr -> profiles.of(ehr).hosts(),
                tokens,
                URI.create(publicUrl),
                ProxySettings.DEFAULT,
                watch,
                around.clock());
        return new Proxying(proxy, new ProxyRoutes(proxy, connections::of, Callers::of, RequestId::of));
    }
}
