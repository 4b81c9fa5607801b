package dev.gatehouse.gateway.webhook;

import dev.gatehouse.common.vault.SecretText;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A delivery as receivers of Nango's webhooks expect it (0.71): members in alphabetical order at every level, since a receiver
 * may hash what it has parsed and written again; {@code X-Nango-Hmac-Sha256} is the HMAC of the body, {@code X-Nango-Signature}
 * the older digest of key and body. Neither says when it was sent.
 */
final class NangoDelivery {
    private NangoDelivery() {}

    static Buffer body(JsonObject data) {
        return sorted(data).toBuffer();
    }

    private static JsonObject sorted(JsonObject json) {
        Map<String, Object> members = new TreeMap<>();
        json.forEach(member -> members.put(member.getKey(), sorted(member.getValue())));
        JsonObject ordered = new JsonObject();
        members.forEach(ordered::put);
        return ordered;
    }

    private static Object sorted(Object value) {
        if (value instanceof JsonObject object) {
            return sorted(object);
        }
        if (value instanceof JsonArray array) {
            JsonArray ordered = new JsonArray();
            array.forEach(each -> ordered.add(sorted(each)));
            return ordered;
        }
        return value;
    }

    /** Signed with one key: these headers have no room for two. */
    static Map<String, String> headers(SecretText key, Buffer body) {
        return Map.of(
                "Content-Type",
                "application/json",
                "User-Agent",
                "nango/gatehouse",
                "X-Nango-Hmac-Sha256",
                mac(key, body.getBytes()),
                "X-Nango-Signature",
                digest(key, body.getBytes()));
    }

    private static String mac(SecretText key, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("signing failed", e);
        }
    }

    private static String digest(SecretText key, byte[] body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(key.reveal().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("signing failed", e);
        }
    }
}
