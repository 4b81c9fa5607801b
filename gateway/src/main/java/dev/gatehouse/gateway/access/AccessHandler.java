package dev.gatehouse.gateway.access;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.ClientAddress;
import dev.gatehouse.common.web.RequestId;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets a request pass with its {@link Caller}, or answers 401 with the same words for every reason. The key stands in
 * {@code Authorization: Bearer …} and nowhere else; people without one are known by their session. Too many wrong ones are answered with 429 {@code too-many-wrong-keys}. A
 * platform key means the tenant in {@code Gatehouse-Tenant}, or {@code default}; an ordinary key means its own, and another
 * one in that header is refused.
 */
public final class AccessHandler implements Handler<RoutingContext> {
    /** Names the tenant a request is about, for callers that may name one. */
    public static final String TENANT_HEADER = "Gatehouse-Tenant";

    private static final String BEARER = "Bearer ";

    /** Who is behind a request without a key. */
    @FunctionalInterface
    public interface People {
        /** Empty if the request shows nothing that a person would be known by. */
        Optional<Future<Caller>> caller(RoutingContext ctx);
    }

    private final ApiKeys keys;
    private final Tenants tenants;
    private final People people;

    public AccessHandler(ApiKeys keys, Tenants tenants, People people) {
        this.keys = keys;
        this.tenants = tenants;
        this.people = people;
    }

    @Override
    public void handle(RoutingContext ctx) {
        HttpServerRequest request = ctx.request();
        Future<Caller> caller = caller(ctx);
        if (caller.succeeded()) {
            Callers.set(ctx, caller.result());
            ctx.next();
            return;
        }
        // Nothing of a body may be lost while the key is looked up; whoever reads it resumes the request.
        request.pause();
        caller.onComplete(found -> {
            if (found.succeeded()) {
                Callers.set(ctx, found.result());
                ctx.next();
            } else {
                request.resume();
                ctx.fail(found.cause());
            }
        });
    }

    /**
     * Who sends a request that does not come through a router, if that is certain without asking anybody: it has a tenant's own
     * key that was good a moment ago. Null says nothing; then this handler tells.
     *
     * @param from the client's address, in numbers
     */
    public @Nullable Caller certain(HttpServerRequest request, String requestId, @Nullable String from) {
        List<String> headers = request.headers().getAll(HttpHeaders.AUTHORIZATION);
        if (headers.size() != 1 || !isBearer(headers.get(0))) {
            return null;
        }
        ApiKey key = keys.proven(text(headers.get(0)), from);
        TenantId own = key == null ? null : key.tenant();
        String named = request.getHeader(TENANT_HEADER);
        return key == null || own == null || (named != null && !named.equals(own.value()))
                ? null
                : caller(key, own, requestId, from);
    }

    private static boolean isBearer(String header) {
        return header.regionMatches(true, 0, BEARER, 0, BEARER.length());
    }

    private static SecretText text(String header) {
        return new SecretText(header.substring(BEARER.length()).trim());
    }

    /** Who sends this request; fails like one that this handler refuses. May be asked again while it is answered. */
    public Future<Caller> caller(RoutingContext ctx) {
        HttpServerRequest request = ctx.request();
        List<String> headers = request.headers().getAll("Authorization");
        if (headers.isEmpty()) {
            return people.caller(ctx).orElseGet(() -> Future.failedFuture(unauthorized()));
        }
        if (headers.size() != 1 || !isBearer(headers.get(0))) {
            return Future.failedFuture(unauthorized());
        }
        return caller(ctx, text(headers.get(0)));
    }

    /** Who sends this key with this request; fails like a request that this handler refuses. */
    public Future<Caller> caller(RoutingContext ctx, SecretText text) {
        return keys.recognise(text, ClientAddress.of(ctx))
                .compose(
                        key -> key.map(good -> caller(good, ctx)).orElseGet(() -> Future.failedFuture(unauthorized())));
    }

    private Future<Caller> caller(ApiKey key, RoutingContext ctx) {
        String named = ctx.request().getHeader(TENANT_HEADER);
        TenantId own = key.tenant();
        if (own != null) {
            if (named != null && !named.equals(own.value())) {
                return Future.failedFuture(new Failure.Forbidden(
                        "tenant-not-yours", "This key belongs to one tenant and can't act for another."));
            }
            return Future.succeededFuture(caller(key, own, RequestId.of(ctx), ClientAddress.of(ctx)));
        }
        Optional<TenantId> tenant = named == null
                ? Optional.of(TenantId.DEFAULT)
                : Optional.of(named).filter(TenantId::isValid).map(TenantId::new);
        if (tenant.isEmpty()) {
            return Future.failedFuture(new Failure.Missing("tenant-unknown", "There is no tenant with this id."));
        }
        return tenants.of(tenant.get()).map(found -> caller(key, found.id(), RequestId.of(ctx), ClientAddress.of(ctx)));
    }

    private static Caller caller(ApiKey key, TenantId tenant, String requestId, @Nullable String from) {
        Author author = new Author(tenant, Author.Kind.KEY, key.id(), requestId, from);
        return new Caller(author, key.tenant() == null, key.permissions());
    }

    private static Failure.Unauthorized unauthorized() {
        return new Failure.Unauthorized(
                "unauthorized", "Send a good API key: Authorization: Bearer <key>. This one is missing or not good.");
    }
}
