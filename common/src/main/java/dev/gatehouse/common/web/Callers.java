package dev.gatehouse.common.web;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.Permission;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;

/** Who asks, kept with the request by whoever recognised them. */
public final class Callers {
    private static final String KEY = "gatehouse.caller";

    private Callers() {}

    public static void set(RoutingContext ctx, Caller caller) {
        ctx.put(KEY, caller);
    }

    /** The caller of a request that passed the check; 401 {@code unauthorized} otherwise. */
    public static Caller of(RoutingContext ctx) {
        Caller caller = ctx.get(KEY);
        if (caller == null) {
            throw new Failure.Unauthorized("unauthorized", "Send an API key: Authorization: Bearer <key>.");
        }
        return caller;
    }

    /** The caller, if they have the permission; 403 {@code permission-missing} otherwise. */
    public static Caller with(RoutingContext ctx, Permission permission) {
        Caller caller = of(ctx);
        caller.need(permission);
        return caller;
    }

    /** The caller, if they have one of the permissions; 403 {@code permission-missing} naming the first otherwise. */
    public static Caller withAny(RoutingContext ctx, Permission first, Permission... others) {
        Caller caller = of(ctx);
        if (Arrays.stream(others).noneMatch(caller::may)) {
            caller.need(first);
        }
        return caller;
    }
}
