package dev.gatehouse.gateway.nango;

import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;

/** What the tests of this package begin with. */
final class NangoFixture {
    static final String[] ALL = {
        "credentials",
        "credentials:reveal",
        "connect",
        "connections",
        "proxy:read",
        "proxy:write",
        "token:export",
        "directory",
        "audit"
    };

    private NangoFixture() {}

    /** A key of the partner's tenant with these permissions. */
    static String key(Api tenant, String... permissions) {
        return Objects.requireNonNull(tenant.post(
                        "/api/v1/api-keys",
                        new JsonObject().put("name", "nango").put("permissions", new JsonArray(List.of(permissions))))
                .need(201)
                .json()
                .getString("key"));
    }

    /** The API as somebody sees it who has such a key. */
    static Api with(GatewayExtension gateway, Api tenant, String... permissions) {
        return new Api(gateway.url(), key(tenant, permissions));
    }

    /** The integration key of a partner's application. */
    static String integration(Partner partner) {
        return Objects.requireNonNull(partner.api()
                .get("/api/v1/applications/" + partner.applicationId())
                .need(200)
                .json()
                .getString("key"));
    }

    static String path(ConnectedPractice connected) {
        return "/connections/" + connected.id() + "?provider_config_key=" + integration(connected.partner());
    }

    static String code(Api.Answer answer) {
        return Objects.requireNonNull(answer.json().getJsonObject("error")).getString("code");
    }
}
