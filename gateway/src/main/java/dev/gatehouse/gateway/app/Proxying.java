package dev.gatehouse.gateway.app;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.egress.Egress;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.RequestId;
import dev.gatehouse.gateway.admission.Admission;
import dev.gatehouse.gateway.bulk.ExportCalls;
import dev.gatehouse.gateway.bulk.ExportHosts;
import dev.gatehouse.gateway.bulk.PassedExports;
import dev.gatehouse.gateway.connection.Connections;
import dev.gatehouse.gateway.operations.AdmissionMeters;
import dev.gatehouse.gateway.proxy.CallWatch;
import dev.gatehouse.gateway.proxy.FhirProxy;
import dev.gatehouse.gateway.proxy.PersonalCalls;
import dev.gatehouse.gateway.proxy.ProxyRoutes;
import dev.gatehouse.gateway.token.LiveTokens;
import java.net.URI;

/** The part of the gateway that carries calls to EHRs. */
record Proxying(Admission admission, FhirProxy proxy, ProxyRoutes routes) {

    static Proxying of(
            Surroundings around,
            GatewaySettings settings,
            EhrProfiles profiles,
            Database database,
            AuditTrail audit,
            Egress egress,
            Connections connections,
            LiveTokens tokens,
            Sealer sealer,
            CallWatch watch,
            String publicUrl) {
        Admission admission = new Admission(
                around.vertx(),
                settings.admission(),
                ehr -> profiles.of(ehr).facts().limits(),
                around.clock());
        AdmissionMeters.watch(around.meters(), admission, egress);
        FhirProxy proxy = new FhirProxy(
                around.vertx(),
                egress,
                ehr -> profiles.of(ehr).hosts(),
                tokens,
                admission,
                URI.create(publicUrl),
                settings.outbound().times().with(settings.guard().bodies()),
                watch,
                around.clock());
        ExportHosts hosts = new ExportHosts(egress, ehr -> profiles.of(ehr).hosts());
        PassedExports exports = new PassedExports(
                hosts,
                new ExportCalls(around.vertx(), egress, tokens, hosts),
                admission,
                ehr -> profiles.of(ehr).facts().bulk().filesNeedToken(),
                sealer,
                publicUrl,
                watch,
                around.clock());
        return new Proxying(
                admission,
                proxy,
                new ProxyRoutes(
                        proxy,
                        exports,
                        connections::of,
                        new PersonalCalls(database, audit)::written,
                        Callers::of,
                        RequestId::of));
    }
}
