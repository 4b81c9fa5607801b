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
        return (secure ? "__Host-" : "") + "gatehouse-flow-" + pendingId.substring(0, Math.min(16, pendingId.length()));
    }

    /**
     * @param framed true for a launch, which happens in a frame of the EHR: there a browser sends only cookies that say so,
     *     and keeps them apart for each EHR
     * @return the value of {@code Set-Cookie}
     */
    String give(String pendingId, SecretText value, Duration life, boolean framed) {
        return cookie(pendingId, value.reveal(), life.toSeconds(), framed);
    }

    String take(String pendingId, boolean framed) {
        return cookie(pendingId, "", 0, framed);
    }

    private String cookie(String pendingId, String value, long seconds, boolean framed) {
        Cookie cookie = Cookie.cookie(name(pendingId), value)
                .setPath("/")
                .setHttpOnly(true)
                .setSecure(secure)
                .setSameSite(framed && secure ? CookieSameSite.NONE : CookieSameSite.LAX)
                .setMaxAge(seconds);
        return cookie.encode() + (framed && secure ? "; Partitioned" : "");
    }

    Optional<SecretText> of(HttpServerRequest request, String pendingId) {
        return Optional.ofNullable(request.getCookie(name(pendingId)))
                .map(Cookie::getValue)
                .filter(value -> value.length() <= 100)
                .map(SecretText::new);
    }
}
