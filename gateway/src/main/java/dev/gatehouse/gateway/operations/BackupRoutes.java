package dev.gatehouse.gateway.operations;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.common.backup.BackupFolder;
import dev.gatehouse.common.backup.Backups;
import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** {@code /api/v1/backups}: sealed backups of the whole installation, for platform keys with {@code keys}. */
public final class BackupRoutes {
    private final RunningBackups backups;

    public BackupRoutes(RunningBackups backups) {
        this.backups = backups;
    }

    public void mount(Router api) {
        api.post("/backups").handler(this::make);
        api.get("/backups").handler(this::list);
        api.get("/backups/:name/file").handler(this::file);
    }

    @CanIgnoreReturnValue
    private static Caller operator(RoutingContext ctx) {
        Caller caller = Callers.with(ctx, Permission.KEYS);
        caller.needPlatform();
        return caller;
    }

    private void make(RoutingContext ctx) {
        backups.make(operator(ctx).author())
                .onSuccess(made -> Json.created(ctx, json(made)))
                .onFailure(ctx::fail);
    }

    private static JsonObject json(Backups.Made made) {
        return new JsonObject()
                .put("name", String.valueOf(made.file().getFileName()))
                .put("bytes", made.bytes())
                .put("madeAt", Json.time(made.manifest().madeAt()))
                .put("generation", made.manifest().generation())
                .put("schemaVersion", made.manifest().schemaVersion())
                .put(
                        "rows",
                        made.rows().values().stream().mapToLong(Long::longValue).sum());
    }

    private void list(RoutingContext ctx) {
        operator(ctx);
        backups.list()
                .onSuccess(all -> Json.ok(
                        ctx, Json.page(all.stream().map(BackupRoutes::json).toList(), null)))
                .onFailure(ctx::fail);
    }

    private static JsonObject json(BackupFolder.Kept kept) {
        return new JsonObject()
                .put("name", kept.name())
                .put("bytes", kept.bytes())
                .put("madeAt", Json.time(kept.madeAt()));
    }

    private void file(RoutingContext ctx) {
        backups.take(operator(ctx).author(), ctx.pathParam("name"))
                .compose(kept -> ctx.response()
                        .putHeader("Content-Type", "application/octet-stream")
                        .putHeader("Content-Disposition", "attachment; filename=\"" + kept.name() + "\"")
                        .sendFile(kept.file().toString()))
                .onFailure(ctx::fail);
    }
}
