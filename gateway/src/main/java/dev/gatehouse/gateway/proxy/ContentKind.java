package dev.gatehouse.gateway.proxy;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What kind of body an answer has, by its media type, and whether a browser could run something in it. */
enum ContentKind {
    /** JSON in UTF-8; its links may be rewritten. */
    JSON,
    /** Passed as it is. */
    INERT,
    /** A type that browsers act on, or none we know: told as bytes to be saved. */
    DOUBTFUL;

    private static final Set<String> INERT_TYPES = Set.of(
            "application/xml",
            "text/xml",
            "application/octet-stream",
            "application/ndjson",
            "application/fhir+ndjson",
            "application/x-ndjson",
            "application/pdf",
            "application/dicom",
            "application/rtf",
            "application/zip",
            "text/plain",
            "text/csv",
            "text/rtf");

    static ContentKind of(@Nullable String contentType) {
        if (contentType == null) {
            return DOUBTFUL;
        }
        int end = contentType.indexOf(';');
        String type =
                (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        if (type.equals("application/fhir+json") || type.equals("application/json") || type.endsWith("+json")) {
            return JSON;
        }
        if (type.equals("application/json+fhir")) {
            return JSON;
        }
        boolean inert = INERT_TYPES.contains(type)
                || type.equals("application/fhir+xml")
                || type.equals("application/xml+fhir")
                || isMedia(type);
        return inert ? INERT : DOUBTFUL;
    }

    /** SVG carries scripts. */
    private static boolean isMedia(String type) {
        return (type.startsWith("image/") && !type.startsWith("image/svg"))
                || type.startsWith("audio/")
                || type.startsWith("video/");
    }
}
