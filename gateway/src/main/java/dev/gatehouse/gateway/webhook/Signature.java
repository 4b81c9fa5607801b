package dev.gatehouse.gateway.webhook;

import dev.gatehouse.common.vault.SecretText;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What proves to a receiver that a delivery is ours and new: HMAC-SHA-256, keyed with the endpoint's secret as it was shown,
 * over {@code id.timestamp.body}. The timestamp is the sending's, in seconds since 1970, so a repetition is signed anew.
 */
final class Signature {
    private Signature() {}

    /** {@code t=…,v1=…}, with one {@code v1} for each secret. */
    static String header(List<SecretText> secrets, String id, Instant at, byte[] body) {
        return secrets.stream()
                .map(secret -> "v1=" + HexFormat.of().formatHex(mac(secret, id, at, body)))
                .collect(Collectors.joining(",", "t=" + at.getEpochSecond() + ",", ""));
    }

    private static byte[] mac(SecretText secret, String id, Instant at, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((id + "." + at.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("signing failed", e);
        }
    }
}
