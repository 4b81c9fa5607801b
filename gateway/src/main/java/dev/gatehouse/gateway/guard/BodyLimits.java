package dev.gatehouse.gateway.guard;

import dev.gatehouse.common.settings.SettingsSource;

/**
 * How large bodies may be that stream to an EHR, in bytes. JSON of our own API has limits of its own.
 *
 * @param fhir below {@code /fhir}
 * @param binary for {@code Binary}, the one resource that is a file
 */
public record BodyLimits(long fhir, long binary) {
    private static final int MIB = 1024 * 1024;
    private static final int DEFAULT_MIB = 10;
    private static final int MOST_MIB = 1024;
    private static final String MOUNT = "/fhir/";
    private static final String BINARY = "Binary";

    public static final BodyLimits DEFAULT = new BodyLimits(DEFAULT_MIB * (long) MIB, DEFAULT_MIB * (long) MIB);

    static BodyLimits read(SettingsSource source) {
        return new BodyLimits(
                DEFAULT.fhir,
                (long) MIB * source.number("GATEHOUSE_BINARY_UPLOAD_MIB", DEFAULT_MIB, DEFAULT_MIB, MOST_MIB));
    }

    /** @param resource first path segment below a practice's base */
    public long of(String resource) {
        return resource.equals(BINARY) ? binary : fhir;
    }

    /** The limit for a request's target, {@link Long#MAX_VALUE} if there is none. */
    long ofTarget(String target) {
        if (!target.startsWith(MOUNT)) {
            return Long.MAX_VALUE;
        }
        int resource = target.indexOf('/', MOUNT.length()) + 1;
        return resource > 0 && isBinary(target, resource) ? binary : fhir;
    }

    private static boolean isBinary(String target, int at) {
        int end = at + BINARY.length();
        return target.startsWith(BINARY, at)
                && (target.length() == end || target.charAt(end) == '/' || target.charAt(end) == '?');
    }
}
