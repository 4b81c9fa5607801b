package dev.gatehouse.gateway.nango;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.gateway.access.AccessHandler;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Lets a request pass whose bearer is one of our API keys, with its permissions, or the token of a connect session. Routes ask
 * {@link #with} for a key's permission, which a session's token never has, or {@link #tenantOfAny} where both will do.
 *
 * <p>Refuses with 401 {@code missing_auth_header}, {@code malformed_auth_header}, {@code unknown_account}, {@code
 * invalid_connect_session_token_format} and {@code unknown_connect_session_token}.
 */
public final class NangoAccessHandler implements Handler<RoutingContext> {
    private static final String SESSION = "gatehouse.nango.session";
    private static final String BEARER = "Bearer ";
    private static final Pattern SESSION_TOKEN = Pattern.compile(SessionTokens.PREFIX + "[0-9a-f]{64}");

    private final AccessHandler keys;
    private final SessionTokens sessions;

    public NangoAccessHandler(AccessHandler keys, SessionTokens sessions) {
        this.keys = keys;
        this.sessions = sessions;
    }

    @Override
    public void handle(RoutingContext ctx) {
        HttpServerRequest request = ctx.request();
        // Nothing of a body may be lost while the key is looked up; whoever reads it resumes the request.
        request.pause();
        recognised(ctx).onSuccess(known -> ctx.next()).onFailure(failure -> {
            request.resume();
            ctx.fail(failure);
        });
    }

    private Future<Void> recognised(RoutingContext ctx) {
        List<String> headers = ctx.request().headers().getAll("Authorization");
        if (headers.isEmpty()) {
            return refused("missing_auth_header", "Send a key: Authorization: Bearer <key>.");
        }
        String header = headers.get(0);
        int bearer = header.lastIndexOf(BEARER);
        if (headers.size() > 1 || bearer < 0) {
            return refused("malformed_auth_header", "The header should be Authorization: Bearer <key>.");
        }
        String text = header.substring(bearer + BEARER.length()).trim();
        return text.startsWith(SessionTokens.PREFIX) ? session(ctx, text) : key(ctx, text);
    }

    private Future<Void> key(RoutingContext ctx, String text) {
        return keys.caller(ctx, new SecretText(text))
                .<Void>map(caller -> {
                    Callers.set(ctx, caller);
                    return null;
                })
                .recover(failure -> failure instanceof Failure.Unauthorized
                        ? refused("unknown_account", "This key is not known.")
                        : Future.failedFuture(failure));
    }

    private Future<Void> session(RoutingContext ctx, String token) {
        if (!SESSION_TOKEN.matcher(token).matches()) {
            return refused("invalid_connect_session_token_format", "This is no token of a connect session.");
        }
        return sessions.find(token)
                .compose(found -> found.<Future<Void>>map(access -> {
                            ctx.put(SESSION, access);
                            return Future.succeededFuture();
                        })
                        .orElseGet(() -> refused(
                                "unknown_connect_session_token", "The connect session is over, or not known.")));
    }

    private static Future<Void> refused(String code, String message) {
        return Future.failedFuture(new NangoRefusal(401, code, message));
    }

    /** The caller, if it has a key with one of the permissions; 403 {@code forbidden} otherwise. */
    public static Caller with(RoutingContext ctx, Permission first, Permission... others) {
        Caller caller = caller(ctx);
        if (Arrays.stream(others).noneMatch(caller::may)) {
            caller.need(first);
        }
        return caller;
    }

    /** The caller, if it has a key; 403 {@code forbidden} for the token of a connect session. */
    public static Caller caller(RoutingContext ctx) {
        if (session(ctx).isPresent()) {
            throw NangoRefusal.forbidden("The token of a connect session is not enough here; send an API key.");
        }
        return Callers.of(ctx);
    }

    /** Whose things are asked for, with a key that has one of the permissions, or with the token of a connect session. */
    public static TenantId tenantOfAny(RoutingContext ctx, Permission first, Permission... others) {
        return session(ctx)
                .map(SessionAccess::tenant)
                .orElseGet(() -> with(ctx, first, others).tenant());
    }

    /** Who asks, if it is the token of a connect session. */
    public static Optional<SessionAccess> session(RoutingContext ctx) {
        return Optional.ofNullable(ctx.get(SESSION));
    }
}
