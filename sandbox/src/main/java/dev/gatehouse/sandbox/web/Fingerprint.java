package dev.gatehouse.sandbox.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, and a short form of it that stands for a secret in the request log: equal secrets look equal, none can be read. */
public final class Fingerprint {

    private Fingerprint() {}

    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }

    public static byte[] sha256(String text) {
        return sha256().digest(text.getBytes(StandardCharsets.UTF_8));
    }

    /** {@code sha256:} and the first twelve hex digits. */
    public static String of(String secret) {
        return "sha256:" + HexFormat.of().formatHex(sha256(secret), 0, 6);
    }
}
