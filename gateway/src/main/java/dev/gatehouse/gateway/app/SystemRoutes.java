package dev.gatehouse.gateway.app;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.SchemaStore;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.rotation.KeyRotation;
import dev.gatehouse.common.rotation.KeyRotations;
import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.vault.HeldKeys;
import dev.gatehouse.common.vault.KeyRing;
import dev.gatehouse.common.vault.Keyset;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.gateway.directory.Directory;
import dev.gatehouse.gateway.mail.MailSettings;
import dev.gatehouse.gateway.operations.RunningBackups;
import dev.gatehouse.gateway.operator.OidcSettings;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /api/v1/system}: what this installation is and how it is set. Everybody learns the version; who owns the platform
 * learns the rest. No setting that is a secret is told, and no place on the disk.
 */
final class SystemRoutes {
    private final GatewaySettings settings;
    private final String publicUrl;
    private final Storage storage;
    private final Database database;
    private final KeyRotations rotations;
    private final HeldKeys keys;
    private final RunningBackups backups;
    private final EhrProfiles profiles;
    private final Directory directory;
    private final Instant startedAt;
    private final SchemaStore schema = new SchemaStore();

    SystemRoutes(
            GatewaySettings settings,
            String publicUrl,
            Storage storage,
            KeyRotations rotations,
            RunningBackups backups,
            EhrProfiles profiles,
            Directory directory,
            Clock clock) {
        this.settings = settings;
        this.publicUrl = publicUrl;
        this.storage = storage;
        this.database = storage.database();
        this.rotations = rotations;
        this.keys = storage.keys();
        this.backups = backups;
        this.profiles = profiles;
        this.directory = directory;
        this.startedAt = clock.instant();
    }

    void mount(Router api) {
        api.get("/system").handler(this::show);
    }

    private void show(RoutingContext ctx) {
        Caller caller = Callers.of(ctx);
        JsonObject known = new JsonObject().put("version", version()).put("publicUrl", publicUrl);
        Future<JsonObject> told = caller.platform() ? all(caller, known) : Future.succeededFuture(known);
        told.onSuccess(json -> Json.ok(ctx, json)).onFailure(ctx::fail);
    }

    /** Of the jar; there is none where classes are run as they are. */
    static String version() {
        return Optional.ofNullable(SystemRoutes.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    private Future<JsonObject> all(Caller caller, JsonObject known) {
        known.put("node", storage.node())
                .put("startedAt", Json.time(startedAt))
                .put("database", settings.sharedDatabase() ? "postgresql" : "h2")
                .put("keysets", keysets())
                .put("lastBackupAt", Json.time(backups.last().orElse(null)))
                .put("retention", retention())
                .put("mail", mail(settings.mail()))
                .put("identityProvider", identityProvider(settings.identityProvider()))
                .put("settings", told());
        return database.read(schema::version)
                .compose(version -> rotations
                        .list()
                        .map(all -> known.put("schemaVersion", version).put("keyRotation", unfinished(all))))
                .compose(done -> directories(caller))
                .map(imports -> known.put("directories", imports));
    }

    /** Ids of keys; the keys themselves are told nobody. */
    private JsonArray keysets() {
        KeyRing ring = keys.ring();
        JsonArray array = new JsonArray();
        Arrays.stream(Keyset.values())
                .map(use -> new JsonObject()
                        .put("keyset", use.text())
                        .put("key", String.format("%08x", ring.primary(use)))
                        .put("otherKeys", ring.keys(use).size() - 1))
                .forEach(array::add);
        return array;
    }

    private static @Nullable JsonObject unfinished(List<KeyRotation> rotations) {
        return rotations.stream()
                .filter(each -> each.endedAt() == null)
                .findFirst()
                .map(each -> new JsonObject()
                        .put("id", each.id())
                        .put("keyset", each.keyset())
                        .put("startedAt", Json.time(each.startedAt()))
                        .put("resealed", each.resealed())
                        .put("broken", each.broken()))
                .orElse(null);
    }

    /** The audit is kept for good. */
    private JsonObject retention() {
        return new JsonObject().put("callDays", settings.calls().kept().toDays());
    }

    private static @Nullable JsonObject mail(@Nullable MailSettings mail) {
        return mail == null ? null : new JsonObject().put("host", mail.host()).put("from", mail.from());
    }

    private static @Nullable JsonObject identityProvider(@Nullable OidcSettings provider) {
        return provider == null
                ? null
                : new JsonObject()
                        .put("name", provider.name())
                        .put("issuer", provider.issuer().toString());
    }

    private JsonObject told() {
        return new JsonObject()
                .put("eventLoops", settings.eventLoops())
                .put("tokenRequestsPerSecond", settings.tokenRate().perSecond())
                .put("privateEhrHosts", array(settings.privateEhrHosts()))
                .put("privateWebhookHosts", array(settings.privateWebhookHosts()))
                .put("appOrigins", array(settings.appOrigins()))
                .put("refreshedDirectories", array(settings.refreshedDirectories()))
                .put("ownEhrProfiles", settings.ehrProfiles().isPresent());
    }

    private static JsonArray array(Collection<String> texts) {
        JsonArray array = new JsonArray();
        texts.stream().sorted().forEach(array::add);
        return array;
    }

    private Future<JsonArray> directories(Caller caller) {
        List<Future<JsonObject>> all = profiles.all().stream()
                .map(EhrProfile::key)
                .sorted()
                .map(ehr -> directory
                        .status(caller.tenant(), ehr)
                        .map(status ->
                                new JsonObject().put("ehr", ehr).put("importedAt", Json.time(status.importedAt()))))
                .toList();
        return Future.all(all).map(done -> {
            JsonArray array = new JsonArray();
            all.stream()
                    .map(Future::result)
                    .filter(each -> each.getValue("importedAt") != null)
                    .forEach(array::add);
            return array;
        });
    }
}
