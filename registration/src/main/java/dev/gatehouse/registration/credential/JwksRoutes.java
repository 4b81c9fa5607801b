package dev.gatehouse.registration.credential;

import dev.gatehouse.common.failure.Failure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * {@code /jwks/{applicationId}}: the key sets that EHRs read, for everybody (SMART App Launch 2.2, "Client Authentication:
 * Asymmetric"; RFC 7517, section 5). As {@code application/json}, which every reader takes. An id under which nothing was
 * ever published is as unknown as one that does not exist.
 */
public final class JwksRoutes {
    /** Short enough that a new key is seen well before it signs. */
    private static final String CACHE = "public, max-age=300";

    private final SigningKeys keys;

    public JwksRoutes(SigningKeys keys) {
        this.keys = keys;
    }

    public void mount(Router router) {
        router.get("/jwks/:id").handler(this::read);
    }

    private void read(RoutingContext ctx) {
        keys.published(ctx.pathParam("id"))
                .map(found -> found.orElseThrow(
                        () -> new Failure.Missing("route-unknown", "There is nothing at this address.")))
                .onSuccess(published -> answer(ctx, published))
                .onFailure(ctx::fail);
    }

    private static void answer(RoutingContext ctx, List<String> published) {
        JsonArray set = new JsonArray();
        published.forEach(each -> set.add(new JsonObject(each)));
        Buffer body = new JsonObject().put("keys", set).toBuffer();
        String tag = "\"" + digest(body) + "\"";
        ctx.response()
                .putHeader("Cache-Control", CACHE)
                .putHeader("ETag", tag)
                .putHeader("X-Content-Type-Options", "nosniff");
        String known = ctx.request().getHeader("If-None-Match");
        if (known != null && (known.strip().equals("*") || known.contains(tag))) {
            ctx.response().setStatusCode(304).end();
            return;
        }
        ctx.response().putHeader("Content-Type", "application/json").end(body);
    }

    private static String digest(Buffer body) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(body.toString(StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
