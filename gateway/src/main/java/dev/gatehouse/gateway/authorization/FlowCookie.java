package dev.gatehouse.gateway.authorization;

import dev.gatehouse.common.vault.SecretText;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Optional;

/**
 * Binds a pending authorization to the browser that began it: a random value in a cookie of its own, so that several may be
 * under way. With an https public URL its name starts with {@code __Host-}, which no other host can set.
 */
final class FlowCookie {
    private final boolean secure;

    FlowCookie(String publicUrl) {
        this.secure = publicUrl.startsWith("https:");
    }

    private String name(String pendingId) {
        return (secure ? "__Host-" : "") + "gatehouse-flow-" + pendingId.substring(0, 16);
    }

    Cookie give(String pendingId, SecretText value, Duration life) {
        return Cookie.cookie(name(pendingId), value.reveal())
                .setPath("/")
                .setHttpOnly(true)
                .setSecure(secure)
                .setSameSite(CookieSameSite.LAX)
                .setMaxAge(life.toSeconds());
    }

    Cookie take(String pendingId) {
        return Cookie.cookie(name(pendingId), "")
                .setPath("/")
                .setHttpOnly(true)
                .setSecure(secure)
                .setSameSite(CookieSameSite.LAX)
                .setMaxAge(0);
    }

    Optional<SecretText> of(HttpServerRequest request, String pendingId) {
        return Optional.ofNullable(request.getCookie(name(pendingId)))
                .map(Cookie::getValue)
                .filter(value -> value.length() <= 100)
                .map(SecretText::new);
    }
}
