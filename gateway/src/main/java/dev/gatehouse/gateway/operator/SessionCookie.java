package dev.gatehouse.gateway.operator;

import dev.gatehouse.common.vault.SecretText;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/**
 * What a signed-in browser holds: a cookie that scripts can't read and that no other site's request carries, and the text
 * that every changing request must bring in a header, so that it can't come from a foreign page. With an https public URL
 * the cookie's name starts with {@code __Host-}, which no other host can set.
 */
final class SessionCookie {
    private static final int LONGEST = 100;

    private final String name;
    private final boolean secure;

    SessionCookie(String publicUrl) {
        this.secure = publicUrl.startsWith("https:");
        this.name = (secure ? "__Host-" : "") + "gatehouse-session";
    }

    /** The value of {@code Set-Cookie}. */
    String give(SecretText text) {
        return cookie(text.reveal(), OperatorSessions.LIFE.toSeconds());
    }

    String take() {
        return cookie("", 0);
    }

    private String cookie(String value, long seconds) {
        return Cookie.cookie(name, value)
                .setPath("/")
                .setHttpOnly(true)
                .setSecure(secure)
                .setSameSite(CookieSameSite.STRICT)
                .setMaxAge(seconds)
                .encode();
    }

    Optional<SecretText> of(HttpServerRequest request) {
        return Optional.ofNullable(request.getCookie(name))
                .map(Cookie::getValue)
                .filter(value -> !value.isEmpty() && value.length() <= LONGEST)
                .map(SecretText::new);
    }

    /** Follows from the session's text and can't be turned back into it. */
    static String csrf(SecretText text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("csrf:".getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(digest.digest(text.reveal().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    static boolean isCsrf(String shown, SecretText text) {
        return MessageDigest.isEqual(
                shown.getBytes(StandardCharsets.UTF_8), csrf(text).getBytes(StandardCharsets.UTF_8));
    }
}
