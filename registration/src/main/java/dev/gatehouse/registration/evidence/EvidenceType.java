package dev.gatehouse.registration.evidence;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The kinds of file that are taken: nothing a browser would run. The media types are public contract. */
public enum EvidenceType {
    PDF("application/pdf", new byte[] {'%', 'P', 'D', 'F', '-'}),
    PNG("image/png", new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'}),
    JPEG("image/jpeg", new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff}),
    EMAIL("message/rfc822", new byte[0]),
    TEXT("text/plain", new byte[0]);

    private final String mediaType;
    private final byte[] beginning;

    EvidenceType(String mediaType, byte[] beginning) {
        this.mediaType = mediaType;
        this.beginning = beginning;
    }

    public String mediaType() {
        return mediaType;
    }

    /** @param header as it came, perhaps with parameters */
    static Optional<EvidenceType> of(String header) {
        String plain = header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(type -> type.mediaType.equals(plain))
                .findFirst();
    }

    static String all() {
        return String.join(
                ", ", Arrays.stream(values()).map(EvidenceType::mediaType).toList());
    }

    /** True if a file that begins so may be of this type. Text has no zeros; a page for browsers is no text. */
    boolean fits(byte[] first) {
        if (beginning.length > 0) {
            return first.length >= beginning.length
                    && Arrays.equals(first, 0, beginning.length, beginning, 0, beginning.length);
        }
        for (byte each : first) {
            if (each == 0) {
                return false;
            }
        }
        String start = new String(first, 0, Math.min(first.length, 512), StandardCharsets.ISO_8859_1)
                .strip()
                .toLowerCase(Locale.ROOT);
        return !start.startsWith("<!doctype") && !start.startsWith("<html") && !start.startsWith("<script");
    }
}
