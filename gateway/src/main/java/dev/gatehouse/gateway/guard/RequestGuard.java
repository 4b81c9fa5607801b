package dev.gatehouse.gateway.guard;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules for a request's head once it is read: version, method, target, host, upgrade, length. What reading hides is
 * {@link HeadScan}'s. It runs for every request before anything else does and allocates nothing for one that passes.
 */
public final class RequestGuard {
    /** Methods that some address here takes. */
    static final String ALLOW = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

    static final String FHIR = "/fhir/";

    /** How every key of ours begins. */
    static final String KEY_MARK = "gk_live_";

    private static final Set<HttpMethod> METHODS = Set.of(
            HttpMethod.GET,
            HttpMethod.HEAD,
            HttpMethod.POST,
            HttpMethod.PUT,
            HttpMethod.PATCH,
            HttpMethod.DELETE,
            HttpMethod.OPTIONS);

    private final PublicNames names;
    private final BodyLimits bodies;

    /**
     * @param listening where the public listener binds
     * @param publicUrl what clients see; empty if that was not set
     */
    public RequestGuard(String listening, Optional<URI> publicUrl, GuardSettings settings) {
        this.names = new PublicNames(listening, publicUrl, settings.hosts());
        this.bodies = settings.bodies();
    }

    /** Why this request is not let in; null if it is. */
    public @Nullable Refusal refusal(HttpRequest head) {
        if (!head.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
            return Refusal.VERSION;
        }
        if (!METHODS.contains(head.method())) {
            return Refusal.METHOD;
        }
        String target = head.uri();
        if (TargetRules.mistake(target) != null) {
            return Refusal.TARGET;
        }
        boolean fhir = target.startsWith(FHIR);
        if (target.contains(KEY_MARK) || TargetRules.namesSecret(target, fhir)) {
            return Refusal.KEY_IN_URL;
        }
        HttpHeaders headers = head.headers();
        String host = headers.get(HttpHeaderNames.HOST);
        Refusal elsewhere = host == null ? Refusal.HOST : names.refusal(host);
        if (elsewhere != null) {
            return elsewhere;
        }
        String upgrade = headers.get(HttpHeaderNames.UPGRADE);
        if (upgrade != null && !isHarmless(upgrade, head)) {
            return Refusal.UPGRADE;
        }
        String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
        return length == null || number(length) <= bodies.ofTarget(target) ? null : Refusal.BODY_TOO_LARGE;
    }

    /**
     * Java's own client offers {@code h2c} with every first request without TLS; a server may leave an offer lying (RFC 9110,
     * 7.8), and this one never takes it.
     */
    private static boolean isHarmless(String upgrade, HttpRequest head) {
        boolean socket = HttpHeaderValues.WEBSOCKET.contentEqualsIgnoreCase(upgrade)
                && head.method().equals(HttpMethod.GET)
                && !head.uri().startsWith(FHIR);
        return socket || upgrade.equals("h2c");
    }

    /** A length the decoder has read already, so it is digits, perhaps too many of them. */
    private static long number(String length) {
        try {
            return Long.parseLong(length.trim());
        } catch (NumberFormatException tooLong) {
            return Long.MAX_VALUE;
        }
    }
}
