package dev.gatehouse.gateway.app;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.egress.Egress;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.notice.Notices;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.gateway.admission.Admission;
import dev.gatehouse.gateway.bulk.ExportCalls;
import dev.gatehouse.gateway.bulk.ExportHosts;
import dev.gatehouse.gateway.bulk.ExportParts;
import dev.gatehouse.gateway.bulk.ExportSettings;
import dev.gatehouse.gateway.connection.Connections;
import dev.gatehouse.gateway.live.Hints;
import dev.gatehouse.gateway.proxy.CallWatch;
import dev.gatehouse.gateway.token.AccessTokens;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;

/** The part of the gateway that exports in bulk on its own. */
final class Exports {
    private Exports() {}

    static ExportParts of(
            Vertx vertx,
            Storage storage,
            Path dataDirectory,
            EhrProfiles profiles,
            AuditTrail audit,
            Egress egress,
            Connections connections,
            Admission admission,
            CallWatch watch,
            AccessTokens tokens,
            Notices notices,
            Hints hints,
            SecureRandom random,
            Ids ids,
            Clock clock,
            String publicUrl) {
        ExportHosts hosts = new ExportHosts(egress, ehr -> profiles.of(ehr).hosts());
        return new ExportParts(
                vertx,
                storage.database(),
                connections::of,
                admission,
                hosts,
                new ExportCalls(vertx, egress, tokens, hosts),
                watch,
                ehr -> profiles.of(ehr).facts(),
                audit,
                notices,
                hints,
                storage.keys().sealer(),
                ids,
                random,
                dataDirectory.resolve("exports"),
                storage.node(),
                publicUrl,
                ExportSettings.DEFAULT,
                clock);
    }
}
