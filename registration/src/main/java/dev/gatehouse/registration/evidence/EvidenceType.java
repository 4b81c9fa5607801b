package dev.gatehouse.registration.evidence;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The kinds of file that are taken: nothing a browser would run. The media types are public contract. */
public enum EvidenceType {
    PDF("application/pdf", "%PDF-"),
    PNG("image/png", "\u0089PNG\r\n\u001a\n"),
    JPEG("image/jpeg", "\u00ff\u00d8\u00ff"),
    EMAIL("message/rfc822", ""),
    TEXT("text/plain", "");

    private final String mediaType;
    /** Each letter is one byte. */
    private final String beginning;

    EvidenceType(String mediaType, String beginning) {
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
        String start = new String(first, 0, Math.min(first.length, 512), StandardCharsets.ISO_8859_1);
        if (!beginning.isEmpty()) {
            return start.startsWith(beginning);
        }
        for (byte each : first) {
            if (each == 0) {
                return false;
            }
        }
        String page = start.strip().toLowerCase(Locale.ROOT);
        return !page.startsWith("<!doctype") && !page.startsWith("<html") && !page.startsWith("<script");
    }
}
