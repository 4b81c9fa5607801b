package dev.gatehouse.gateway.bulk;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.ehr.EhrFacts;
import dev.gatehouse.common.notice.Notices;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.gateway.admission.Admission;
import dev.gatehouse.gateway.live.Hints;
import dev.gatehouse.gateway.proxy.CallWatch;
import dev.gatehouse.gateway.proxy.ConnectionLookup;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.Function;

/** What runs exports in the background, joined. */
public final class ExportParts {
    private final ExportSchedule schedule;
    private final BackgroundExports exports;
    private final ExportRoutes routes;

    /**
     * @param facts what is known of an EHR, by the key of its profile
     * @param directory for the files; made when the first comes
     * @param node what this node calls itself, over restarts
     */
    public ExportParts(
            Vertx vertx,
            Database database,
            ConnectionLookup connections,
            Admission admission,
            ExportHosts hosts,
            ExportCalls calls,
            CallWatch watch,
            Function<String, EhrFacts> facts,
            AuditTrail audit,
            Notices notices,
            Hints hints,
            Sealer sealer,
            Ids ids,
            SecureRandom random,
            Path directory,
            String node,
            String publicUrl,
            ExportSettings settings,
            Clock clock) {
        ExportStore store = new ExportStore();
        WorkerExecutor workers = vertx.createSharedWorkerExecutor("gatehouse-exports", settings.perNode());
        ExportDisk disk =
                new ExportDisk(directory, at -> Files.getFileStore(existing(at)).getUsableSpace(), settings.reserve());
        schedule = new ExportSchedule(
                vertx, database, store, connections, admission, workers, disk, sealer, node, settings, clock);
        schedule.works(new ExportRun(
                database,
                store,
                hosts,
                calls,
                new ExportRecords(watch, ids, clock),
                facts,
                schedule::fetch,
                audit,
                notices,
                hints,
                sealer,
                ids,
                clock,
                settings.lease()));
        exports = new BackgroundExports(
                database,
                store,
                connections,
                facts,
                schedule,
                disk,
                workers,
                audit,
                sealer,
                ids,
                random,
                settings,
                clock);
        routes = new ExportRoutes(exports, workers, publicUrl);
    }

    /** The directory itself is made with the first file. */
    private static Path existing(Path at) {
        Path parent = at.toAbsolutePath().getParent();
        return Files.exists(at) || parent == null ? at : parent;
    }

    public ExportRoutes routes() {
        return routes;
    }

    public void start() {
        schedule.start();
    }

    /** Begins nothing more and drops what is under way; it goes on with the next start. May be called twice. */
    public void stop() {
        schedule.stop();
    }

    /** Removes what was kept for long enough. */
    public Future<Void> sweep() {
        return exports.sweep();
    }
}
