package dev.gatehouse.gateway.operations;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.common.rotation.KeyRotation;
import dev.gatehouse.common.rotation.KeyRotations;
import dev.gatehouse.common.rotation.MasterKeyChange;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.vault.HeldKeys;
import dev.gatehouse.common.vault.KeyRing;
import dev.gatehouse.common.vault.Keyset;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.JsonInput;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code /api/v1/keysets} and {@code /api/v1/key-rotations}: the installation's own keys, for platform keys with {@code keys}.
 * Ids of keys are shown, keys never.
 */
public final class KeyRotationRoutes {
    private static final String KNOWN =
            Arrays.stream(Keyset.values()).map(Keyset::text).collect(Collectors.joining(", ")) + ", "
                    + MasterKeyChange.MASTER;

    private final KeyRotations rotations;
    private final MasterKeyChange master;
    private final HeldKeys keys;
    private final Path nextMasterKey;

    /** @param nextMasterKey where a new master key is made, or found */
    public KeyRotationRoutes(KeyRotations rotations, MasterKeyChange master, HeldKeys keys, Path nextMasterKey) {
        this.rotations = rotations;
        this.master = master;
        this.keys = keys;
        this.nextMasterKey = nextMasterKey;
    }

    public void mount(Router api) {
        api.get("/keysets").handler(this::keysets);
        api.post("/key-rotations").handler(this::begin);
        api.get("/key-rotations").handler(this::list);
        api.get("/key-rotations/:id").handler(this::show);
        api.post("/key-rotations/:id/finish").handler(this::finish);
        api.post("/key-rotations/:id/give-up").handler(this::giveUp);
    }

    @CanIgnoreReturnValue
    private static Caller operator(RoutingContext ctx) {
        Caller caller = Callers.with(ctx, Permission.KEYS);
        caller.needPlatform();
        return caller;
    }

    private void keysets(RoutingContext ctx) {
        operator(ctx);
        KeyRing ring = keys.ring();
        rotations
                .sealed(ring)
                .onSuccess(counted -> {
                    List<JsonObject> items = Arrays.stream(Keyset.values())
                            .map(use -> json(use, ring))
                            .toList();
                    Json.ok(
                            ctx,
                            Json.page(items, null)
                                    .put("sealedValues", counted.values())
                                    .put("sealedByOldKeys", counted.byOldKeys()));
                })
                .onFailure(ctx::fail);
    }

    private static JsonObject json(Keyset use, KeyRing ring) {
        JsonArray older = new JsonArray();
        ring.keys(use).stream()
                .filter(id -> id != ring.primary(use))
                .map(KeyRotationRoutes::hex)
                .forEach(older::add);
        return new JsonObject()
                .put("keyset", use.text())
                .put("key", hex(ring.primary(use)))
                .put("otherKeys", older);
    }

    private static String hex(int key) {
        return String.format("%08x", key);
    }

    private void begin(RoutingContext ctx) {
        Author by = operator(ctx).author();
        JsonInput input = JsonInput.of(ctx);
        Optional<String> keyset = input.choice("keyset", KeyRotationRoutes::known, KNOWN);
        int days = input.number(
                "keepOldDays", (int) KeyRotations.KEEP_OLD.toDays(), 0, (int) KeyRotations.LONGEST.toDays());
        if (keyset.isEmpty() && !input.has("keyset")) {
            input.mistake("keyset", "should be one of " + KNOWN);
        }
        input.refuseMistakes();
        Future<KeyRotation> begun = Keyset.of(keyset.orElseThrow())
                .map(use -> rotations.begin(by, use, Duration.ofDays(days)))
                .orElseGet(() -> master.begin(by, nextMasterKey));
        begun.onSuccess(rotation -> Json.created(ctx, withFile(json(rotation)))).onFailure(ctx::fail);
    }

    private JsonObject withFile(JsonObject rotation) {
        return MasterKeyChange.MASTER.equals(rotation.getString("keyset"))
                ? rotation.put("newKeyFile", nextMasterKey.toString())
                : rotation;
    }

    private static Optional<String> known(String text) {
        return MasterKeyChange.MASTER.equals(text)
                ? Optional.of(text)
                : Keyset.of(text).map(Keyset::text);
    }

    private void list(RoutingContext ctx) {
        operator(ctx);
        rotations
                .list()
                .onSuccess(found -> Json.ok(
                        ctx,
                        Json.page(found.stream().map(KeyRotationRoutes::json).toList(), null)))
                .onFailure(ctx::fail);
    }

    private void show(RoutingContext ctx) {
        operator(ctx);
        rotations
                .of(ctx.pathParam("id"))
                .onSuccess(rotation -> Json.ok(ctx, json(rotation)))
                .onFailure(ctx::fail);
    }

    private void finish(RoutingContext ctx) {
        Author by = operator(ctx).author();
        rotations
                .of(ctx.pathParam("id"))
                .compose(rotation -> rotation.keyset().equals(MasterKeyChange.MASTER)
                        ? master.finish(by, rotation.id())
                        : rotations.finish(by, rotation.id()))
                .onSuccess(rotation -> Json.ok(ctx, json(rotation)))
                .onFailure(ctx::fail);
    }

    private void giveUp(RoutingContext ctx) {
        Author by = operator(ctx).author();
        master.giveUp(by, ctx.pathParam("id"))
                .onSuccess(rotation -> Json.ok(ctx, json(rotation)))
                .onFailure(ctx::fail);
    }

    private static JsonObject json(KeyRotation rotation) {
        return new JsonObject()
                .put("id", rotation.id())
                .put("keyset", rotation.keyset())
                .put("state", rotation.state().text())
                .put("newKey", rotation.newKey())
                .put("startedAt", Json.time(rotation.startedAt()))
                .put("promotedAt", Json.time(rotation.promotedAt()))
                .put("dropAt", Json.time(rotation.dropAt()))
                .put("endedAt", Json.time(rotation.endedAt()))
                .put("passes", rotation.passes())
                .put("resealed", rotation.resealed())
                .put("broken", rotation.broken());
    }
}
