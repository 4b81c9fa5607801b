package dev.gatehouse.gateway.webhook;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** How a receiver in Java checks a delivery; docs/webhooks.md shows this method, and a test compares. */
final class Receiver {
    private Receiver() {}

    // docs: begin
    static boolean isFromGatehouse(String secret, String id, String signature, byte[] body, Instant now)
            throws Exception {
        String timestamp = "";
        boolean matches = false;
        for (String part : signature.split(",", -1)) {
            if (part.startsWith("t=")) {
                timestamp = part.substring(2);
            }
        }
        if (!timestamp.matches("[0-9]{1,12}")
                || Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), now)
                                .abs()
                                .toSeconds()
                        > 300) {
            return false;
        }
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
        byte[] expected = HexFormat.of().formatHex(mac.doFinal(body)).getBytes(StandardCharsets.UTF_8);
        for (String part : signature.split(",", -1)) {
            if (part.startsWith("v1=")) {
                matches |= MessageDigest.isEqual(part.substring(3).getBytes(StandardCharsets.UTF_8), expected);
            }
        }
        return matches;
    }
    // docs: end
}
