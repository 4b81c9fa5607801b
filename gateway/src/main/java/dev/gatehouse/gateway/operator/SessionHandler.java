package dev.gatehouse.gateway.operator;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.common.web.ClientAddress;
import dev.gatehouse.common.web.RequestId;
import dev.gatehouse.gateway.access.AccessHandler;
import dev.gatehouse.gateway.access.Tenant;
import dev.gatehouse.gateway.access.Tenants;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Knows the people behind requests that come with a session's cookie and no API key. A request that changes something must
 * bring {@code X-CSRF-Token} and come from our own pages; one of {@link SensitiveActs} needs the password to have been shown
 * within five minutes. {@code Gatehouse-Tenant} names the tenant, as for platform keys.
 */
public final class SessionHandler implements AccessHandler.People {
    /** With any value on requests that a page makes while nobody uses it. */
    public static final String UNATTENDED_HEADER = "Gatehouse-Unattended";

    private static final String EVENTS = "/api/events";
    private static final String KNOWN = "operator.session";
    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");
    /** What a form of a foreign page can send without being asked. */
    private static final Set<String> FORMS =
            Set.of("application/x-www-form-urlencoded", "multipart/form-data", "text/plain");

    private final OperatorSessions sessions;
    private final Tenants tenants;
    private final SessionCookie cookie;
    private final String origin;

    SessionHandler(OperatorSessions sessions, Tenants tenants, SessionCookie cookie, String publicUrl) {
        this.sessions = sessions;
        this.tenants = tenants;
        this.cookie = cookie;
        URI url = URI.create(publicUrl);
        this.origin = (url.getScheme() + "://" + url.getRawAuthority()).toLowerCase(Locale.ROOT);
    }

    @Override
    public Optional<Future<Caller>> caller(RoutingContext ctx) {
        return cookie.of(ctx.request()).map(text -> known(ctx, text).compose(known -> caller(ctx, known)));
    }

    /** For routes that are for people only: does this for who is signed in, or answers 401 {@code session-over}. */
    void signedIn(RoutingContext ctx, BiFunction<RoutingContext, OperatorSessions.Known, Future<?>> act) {
        ctx.response().putHeader("Cache-Control", "no-store");
        Optional<SecretText> text = cookie.of(ctx.request());
        if (text.isEmpty()) {
            ctx.fail(SignInRefused.noSession());
            return;
        }
        known(ctx, text.get()).compose(known -> act.apply(ctx, known)).onFailure(ctx::fail);
    }

    /** Who it is; fails with 401 {@code session-over} and with 403 for what a foreign page may have caused. */
    Future<OperatorSessions.Known> known(RoutingContext ctx, SecretText text) {
        HttpServerRequest request = ctx.request();
        if (isChanging(request) || isPatientData(ctx)) {
            try {
                needOwnPage(request, text);
            } catch (Failure foreign) {
                return Future.failedFuture(foreign);
            }
        }
        return sessions.recognise(text, isAttended(request)).map(found -> {
            OperatorSessions.Known known = found.orElseThrow(SignInRefused::noSession);
            ctx.put(KNOWN, known);
            return known;
        });
    }

    /** The person behind a request that was let in; null for an API key's. */
    static OperatorSessions.@Nullable Known of(RoutingContext ctx) {
        return ctx.get(KNOWN);
    }

    /**
     * False for what a page left alone asks by itself: else a session would never end for want of use. Only reading can be
     * said to be so, and whoever says it shortens nothing but their own session.
     */
    private static boolean isAttended(HttpServerRequest request) {
        return isChanging(request) || (request.getHeader(UNATTENDED_HEADER) == null && !EVENTS.equals(request.path()));
    }

    static boolean isChanging(HttpServerRequest request) {
        return !request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD);
    }

    /** Reading through the proxy shows patients' data, so no foreign page and no bare link may cause it. */
    private static boolean isPatientData(RoutingContext ctx) {
        String path = ctx.normalizedPath();
        return path != null && path.startsWith("/fhir/");
    }

    /** For requests that have no session yet too: nothing else's page may sign anybody in. */
    void needOwnPage(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        String from = request.getHeader("Origin");
        boolean foreign = (site != null && !OWN_SITE.contains(site))
                || (from != null && !from.toLowerCase(Locale.ROOT).equals(origin));
        String type = request.getHeader("Content-Type");
        boolean form =
                type != null && FORMS.contains(type.split(";", -1)[0].strip().toLowerCase(Locale.ROOT));
        if (foreign || form) {
            throw new Failure.Forbidden(
                    "foreign-page", "Signed-in people change things through Gatehouse's own pages only, and as JSON.");
        }
    }

    private void needOwnPage(HttpServerRequest request, SecretText text) {
        needOwnPage(request);
        String shown = request.getHeader("X-CSRF-Token");
        if (shown == null || !SessionCookie.isCsrf(shown, text)) {
            throw new Failure.Forbidden(
                    "csrf-token-wrong",
                    "Send the csrfToken of GET /api/v1/session as X-CSRF-Token. Load the page again.");
        }
    }

    private Future<Caller> caller(RoutingContext ctx, OperatorSessions.Known known) {
        HttpServerRequest request = ctx.request();
        if (SensitiveActs.include(request.method(), ctx.normalizedPath()) && !sessions.isProven(known.session())) {
            return Future.failedFuture(proofNeeded());
        }
        Optional<TenantId> named = tenant(request, known.operator());
        Optional<Role> role = named.flatMap(known.operator()::roleIn);
        if (role.isEmpty()) {
            return Future.failedFuture(new Failure.Missing("tenant-unknown", "There is no tenant with this id."));
        }
        return tenants.of(named.get())
                .map(tenant -> new Caller(
                        author(ctx, tenant, known.operator()),
                        known.operator().ownsPlatform(),
                        role.get().permissions(isChanging(request))));
    }

    static Failure proofNeeded() {
        return new Failure.Forbidden(
                "proof-needed", "Show your password again for this (POST /api/v1/session/proof), then repeat it.");
    }

    private static Author author(RoutingContext ctx, Tenant tenant, Operator operator) {
        return new Author(tenant.id(), Author.Kind.OPERATOR, operator.id(), RequestId.of(ctx), address(ctx));
    }

    /** As the author of what they do to their own account. */
    static Author self(RoutingContext ctx, OperatorSessions.Known known) {
        return new Author(
                TenantId.DEFAULT,
                Author.Kind.OPERATOR,
                known.operator().id(),
                RequestId.of(ctx),
                SessionHandler.address(ctx));
    }

    static @Nullable String address(RoutingContext ctx) {
        return ClientAddress.of(ctx);
    }

    /** The named one; without a name the default one for people with a role everywhere, else their first. */
    static Optional<TenantId> tenant(HttpServerRequest request, Operator operator) {
        String named = request.getHeader(AccessHandler.TENANT_HEADER);
        if (named != null) {
            return Optional.of(named).filter(TenantId::isValid).map(TenantId::new);
        }
        return operator.everywhere() != null
                ? Optional.of(TenantId.DEFAULT)
                : operator.entered().stream().min((a, b) -> a.value().compareTo(b.value()));
    }
}
