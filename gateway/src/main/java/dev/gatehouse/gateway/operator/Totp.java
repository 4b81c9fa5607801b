package dev.gatehouse.gateway.operator;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import dev.gatehouse.common.vault.SecretText;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.OptionalLong;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.binary.Base32;

/** Time-based one-time passwords (RFC 6238): six digits, 30 seconds, SHA-1, which every authenticator app knows. */
final class Totp {
    private static final int SEED_BYTES = 20;
    private static final int DIGITS = 6;

    private final TimeBasedOneTimePasswordGenerator generator = new TimeBasedOneTimePasswordGenerator();
    private final SecureRandom random;
    private final Clock clock;

    Totp(SecureRandom random, Clock clock) {
        this.random = random;
        this.clock = clock;
    }

    /** A new seed in Base32, as apps take it. */
    SecretText newSeed() {
        byte[] seed = new byte[SEED_BYTES];
        random.nextBytes(seed);
        return new SecretText(new Base32().encodeToString(seed));
    }

    /** What an app reads from a picture. */
    static String uri(SecretText seed, String email) {
        return "otpauth://totp/Gatehouse:"
                + URLEncoder.encode(email, StandardCharsets.UTF_8).replace("+", "%20") + "?secret=" + seed.reveal()
                + "&issuer=Gatehouse&digits=" + DIGITS + "&period=30";
    }

    /**
     * The step this code belongs to, at most one before or after now, so that clocks may differ; empty if it is of none, or
     * of one that was used.
     *
     * @param lastStep the newest that was used
     */
    OptionalLong step(SecretText seed, String code, long lastStep) {
        if (code.length() != DIGITS) {
            return OptionalLong.empty();
        }
        SecretKeySpec key = new SecretKeySpec(new Base32().decode(seed.reveal()), "HmacSHA1");
        long seconds = generator.getTimeStep().toSeconds();
        long now = clock.instant().getEpochSecond() / seconds;
        OptionalLong found = OptionalLong.empty();
        for (long step = now - 1; step <= now + 1; step++) {
            boolean same = MessageDigest.isEqual(bytes(at(key, Instant.ofEpochSecond(step * seconds))), bytes(code));
            if (same && step > lastStep) {
                found = OptionalLong.of(step);
            }
        }
        return found;
    }

    private String at(SecretKeySpec key, Instant time) {
        try {
            return generator.generateOneTimePasswordString(key, time);
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("a seed is no key", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
