package dev.gatehouse.gateway.proxy;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads {@code Accept-Encoding} and {@code Content-Encoding} as far as gzip goes, the one coding we ask for and unpack. */
final class GzipWish {
    private GzipWish() {}

    /** True if the client takes gzip (RFC 9110, 12.5.3). */
    static boolean isIn(@Nullable String acceptEncoding) {
        if (acceptEncoding == null) {
            return false;
        }
        boolean any = false;
        for (String each : acceptEncoding.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = each.split(";", -1);
            String coding = parts[0].strip();
            boolean wanted = !(parts.length > 1 && isZero(parts[1].strip()));
            if (coding.equals("gzip") || coding.equals("x-gzip")) {
                return wanted;
            }
            any |= coding.equals("*") && wanted;
        }
        return any;
    }

    /** True for a body that is packed with gzip and nothing else. */
    static boolean isGzip(@Nullable String contentEncoding) {
        return contentEncoding != null
                && (contentEncoding.equalsIgnoreCase("gzip") || contentEncoding.equalsIgnoreCase("x-gzip"));
    }

    /** True for a body that is not packed. */
    static boolean isPlain(@Nullable String contentEncoding) {
        return contentEncoding == null || contentEncoding.equalsIgnoreCase("identity");
    }

    /**
     * False for the answer to a read of one resource, in which FHIR has no links to follow: it may stay packed.
     *
     * @param asked by GET
     */
    static boolean mayHoldLinks(FhirTarget asked) {
        List<String> segments = asked.segments();
        boolean read =
                segments.size() == 2 || (segments.size() == 4 && segments.get(2).equals("_history"));
        if (!read) {
            return true;
        }
        String type = segments.get(0);
        String id = segments.get(1);
        boolean named = !id.isEmpty() && id.charAt(0) != '$' && id.charAt(0) != '_';
        boolean single = !type.isEmpty() && type.charAt(0) >= 'A' && type.charAt(0) <= 'Z';
        return !(named && single) || type.equals("Bundle") || type.equals("Parameters");
    }

    private static boolean isZero(String quality) {
        return quality.matches("q=0(\\.0{0,3})?");
    }
}
