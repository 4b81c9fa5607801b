package dev.gatehouse.gateway.nango.connect;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.notice.Notice;
import dev.gatehouse.common.notice.Notices;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.connection.Cause;
import dev.gatehouse.gateway.connection.Connection;
import dev.gatehouse.gateway.connection.ConnectionEvent;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.connection.ConnectionListener;
import dev.gatehouse.gateway.connection.ConnectionState;
import dev.gatehouse.gateway.connection.GrantType;
import dev.gatehouse.gateway.nango.ConnectionMarks;
import dev.gatehouse.gateway.nango.Integration;
import dev.gatehouse.gateway.nango.NangoConnection;
import dev.gatehouse.gateway.nango.NangoEndUser;
import dev.gatehouse.registration.application.Environment;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells of authorizations as Nango's auth webhooks do: {@code creation}, {@code override} (connected again) and {@code
 * refresh}, well or badly ended. Nothing is written where no endpoint of the tenant's wants it.
 */
public final class AuthNotices implements ConnectionListener {
    /** Of the notice; its data are the webhook's body. */
    static final String TYPE = "nango.auth";

    private static final Set<ConnectionState> BROKEN =
            Set.of(ConnectionState.DEGRADED, ConnectionState.NEEDS_RECONNECT, ConnectionState.MISCONFIGURED);
    private static final Set<String> IMPORTED = Set.of(Cause.IMPORTED.code(), Cause.IMPORT_UNPROVEN.code());
    private static final int LONG = 15_000;

    /** Whether an endpoint of the tenant's wants notices of a type. */
    @FunctionalInterface
    public interface Wanted {
        Future<Boolean> ask(Transaction tx, TenantId tenant, String type);
    }

    private final Notices notices;
    private final Wanted wanted;
    private final ConnectionMarks marks;

    public AuthNotices(Notices notices, Wanted wanted, ConnectionMarks marks) {
        this.notices = notices;
        this.wanted = wanted;
        this.marks = marks;
    }

    @Override
    public Future<Void> changed(Transaction tx, Connection connection, ConnectionEvent event) {
        if (event.kind().equals("connected")) {
            // Those with a browser are told by the attempt, which knows more of them.
            boolean alone = connection.grantType() == GrantType.CLIENT_CREDENTIALS
                    || IMPORTED.contains(event.cause().code());
            return alone ? connected(tx, connection, true) : Future.succeededFuture();
        }
        if (!event.kind().equals("state-changed")) {
            return Future.succeededFuture();
        }
        if (BROKEN.contains(connection.state())) {
            return send(tx, connection, "refresh", false, event.cause().text());
        }
        boolean mended = event.cause().code().equals(Cause.REFRESHED.code());
        return mended ? send(tx, connection, "refresh", false, null) : Future.succeededFuture();
    }

    /** @param tellsWho false if the end user is somebody whom the EHR named, and who may be a patient */
    Future<Void> connected(Transaction tx, Connection connection, boolean tellsWho) {
        boolean again = connection.cause().code().equals(Cause.RECONNECTED.code());
        return send(tx, connection, again ? "override" : "creation", tellsWho, null);
    }

    private Future<Void> send(
            Transaction tx, Connection connection, String operation, boolean tellsWho, @Nullable String trouble) {
        return unlessUnwanted(
                tx,
                connection.tenant(),
                () -> marks.of(tx, connection).compose(known -> {
                    JsonObject body = body(known.integration(), connection.grantType(), operation, trouble == null)
                            .put("connectionId", known.connectionId())
                            .put("tags", texts(known.extras().tags()));
                    if (trouble != null) {
                        body.put("error", error("refresh_token_external_error", trouble));
                    }
                    if (tellsWho) {
                        tellWho(body, known);
                    }
                    return send(tx, connection.tenant(), known.connectionId(), body);
                }));
    }

    /** A browser's attempt that failed. It has no connection yet, so it goes by its own id. */
    Future<Void> failed(Transaction tx, NangoSession session, Attempt attempt, AuthFailure why) {
        ConnectionId renewed = session.reconnects();
        String id = renewed == null ? attempt.id() : renewed.value();
        return unlessUnwanted(
                tx,
                session.tenant(),
                () -> marks.integration(tx, session.tenant(), attempt.integration())
                        .compose(found -> {
                            if (found.isEmpty()) {
                                return Future.succeededFuture();
                            }
                            String operation = renewed == null ? "creation" : "override";
                            JsonObject body = body(found.get(), GrantType.AUTHORIZATION_CODE, operation, false)
                                    .put("connectionId", id)
                                    .put("tags", texts(session.marks()))
                                    .put("error", error(why.type(), why.text()));
                            if (session.endUser() != null) {
                                body.put("endUser", user(session.endUser()));
                            }
                            return send(tx, session.tenant(), id, body);
                        }));
    }

    private Future<Void> unlessUnwanted(
            Transaction tx, TenantId tenant, java.util.function.Supplier<Future<Void>> telling) {
        return wanted.ask(tx, tenant, TYPE).compose(any -> any ? telling.get() : Future.succeededFuture());
    }

    private Future<Void> send(Transaction tx, TenantId tenant, String subject, JsonObject body) {
        JsonObject user = body.getJsonObject("endUser");
        if (user != null && body.encode().length() > LONG) {
            user.remove("tags");
        }
        String about = subject.substring(0, Math.min(subject.length(), 200));
        return notices.send(tx, new Notice(tenant, TYPE, about, body, List.of()));
    }

    private static JsonObject body(Integration integration, GrantType grant, String operation, boolean success) {
        return new JsonObject()
                .put("authMode", grant == GrantType.CLIENT_CREDENTIALS ? "OAUTH2_CC" : "OAUTH2")
                .put("environment", environment(integration.application().environment()))
                .put("from", "nango")
                .put("operation", operation)
                .put("provider", integration.application().ehr())
                .put("providerConfigKey", integration.key())
                .put("success", success)
                .put("type", "auth");
    }

    private static String environment(Environment environment) {
        return environment == Environment.PRODUCTION ? "prod" : environment.text();
    }

    private static JsonObject error(String type, String description) {
        return new JsonObject().put("type", type).put("description", description);
    }

    private static void tellWho(JsonObject body, NangoConnection known) {
        NangoEndUser user = known.endUser();
        if (user != null) {
            body.put("endUser", user(user));
        }
    }

    private static JsonObject user(NangoEndUser user) {
        JsonObject json = new JsonObject()
                .put("endUserId", user.id())
                .put("endUserEmail", user.email())
                .put("tags", user.tags() == null ? new JsonObject() : texts(user.tags()));
        return user.organizationId() == null ? json : json.put("organizationId", user.organizationId());
    }

    private static JsonObject texts(Map<String, String> texts) {
        JsonObject json = new JsonObject();
        texts.forEach(json::put);
        return json;
    }
}
