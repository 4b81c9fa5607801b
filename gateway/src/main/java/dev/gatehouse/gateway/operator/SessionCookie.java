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
    private static final String DEPARTURE = "gatehouse-oidc";

    private final String name;
    private final String departure;
    private final boolean secure;

    SessionCookie(String publicUrl) {
        this.secure = publicUrl.startsWith("https:");
        this.name = (secure ? "__Host-" : "") + "gatehouse-session";
        this.departure = (secure ? "__Host-" : "") + DEPARTURE;
    }

    /** The value of {@code Set-Cookie}. */
    String give(SecretText text) {
        return cookie(name, text.reveal(), OperatorSessions.LIFE.toSeconds(), CookieSameSite.STRICT);
    }

    String take() {
        return cookie(name, "", 0, CookieSameSite.STRICT);
    }

    /** For the way to the identity provider and back: the answer comes from another site, to which Strict says no. */
    String giveDeparture(SecretText text) {
        return cookie(departure, text.reveal(), OidcSignIn.LIFE.toSeconds(), CookieSameSite.LAX);
    }

    String takeDeparture() {
        return cookie(departure, "", 0, CookieSameSite.LAX);
    }

    private String cookie(String called, String value, long seconds, CookieSameSite site) {
        return Cookie.cookie(called, value)
                .setPath("/")
                .setHttpOnly(true)
                .setSecure(secure)
                .setSameSite(site)
                .setMaxAge(seconds)
                .encode();
    }

    Optional<SecretText> of(HttpServerRequest request) {
        return text(request, name);
    }

    Optional<SecretText> departureOf(HttpServerRequest request) {
        return text(request, departure);
    }

    private static Optional<SecretText> text(HttpServerRequest request, String called) {
        return Optional.ofNullable(request.getCookie(called))
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
