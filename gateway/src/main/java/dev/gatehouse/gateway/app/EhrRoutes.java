package dev.gatehouse.gateway.app;

import dev.gatehouse.common.ehr.ClientAuthentication;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.ehr.EndpointKind;
import dev.gatehouse.common.web.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.TreeMap;

/** {@code /api/v1/ehrs}: what EHRs there are, for anyone with a key. */
final class EhrRoutes {
    private final EhrProfiles profiles;

    EhrRoutes(EhrProfiles profiles) {
        this.profiles = profiles;
    }

    void mount(Router api) {
        api.get("/ehrs").handler(this::list);
        api.get("/ehrs/:ehr").handler(this::read);
    }

    private void list(RoutingContext ctx) {
        Json.ok(ctx, Json.page(profiles.all().stream().map(EhrRoutes::json).toList(), null));
    }

    private void read(RoutingContext ctx) {
        Json.ok(ctx, json(profiles.of(ctx.pathParam("ehr"))));
    }

    private static JsonObject json(EhrProfile profile) {
        JsonArray authentication = new JsonArray();
        profile.clientAuthentication().stream().map(ClientAuthentication::text).forEach(authentication::add);
        JsonObject types = new JsonObject();
        new TreeMap<>(profile.applicationTypes()).forEach((type, rules) -> types.put(type.text(), json(rules)));
        JsonArray sources = new JsonArray();
        profile.sources()
                .forEach(source ->
                        sources.add(new JsonObject().put("url", source.url()).put("read", source.read())));
        return new JsonObject()
                .put("ehr", profile.key())
                .put("name", profile.name())
                .put(
                        "directoryUrl",
                        profile.directory().url() == null
                                ? null
                                : profile.directory().url().toString())
                .put("handAdded", profile.handAdded())
                .put("applicationTypes", types)
                .put("clientAuthentication", authentication)
                .put("sources", sources);
    }

    private static JsonObject json(EhrProfile.TypeRules rules) {
        JsonArray kinds = new JsonArray();
        rules.endpoints().stream().map(EndpointKind::text).sorted().forEach(kinds::add);
        return new JsonObject().put("endpoints", kinds).put("scopes", new JsonArray(rules.scopes()));
    }
}
