package dev.gatehouse.sandbox.directory;

/**
 * Where the bases of all practices are: four prefixes, each ending in a slash, to which the practice's GUID is added.
 *
 * @param provider of provider and system bases
 * @param patient of patient bases
 * @param fmh of patient bases on FollowMyHealth
 * @param fmhAuthorization of the authorization servers of the latter
 */
public record Hosts(String provider, String patient, String fmh, String fmhAuthorization) {

    public static final String PROVIDER_PATH = "/fhir/r4/v1/";
    public static final String PATIENT_PATH = "/patient/fhir/r4/v1/";
    public static final String FMH_PATH = "/fhir/fmh/r4/v1/";
    public static final String FMH_AUTHORIZATION_PATH = "/api/v1/practicefusion/";
    public static final String FMH_KEYS_PATH = "/api/jwks";

    /** The bases of a running sandbox. */
    public static Hosts sandbox(String origin, String authorizationOrigin) {
        return new Hosts(
                origin + PROVIDER_PATH,
                origin + PATIENT_PATH,
                origin + FMH_PATH,
                authorizationOrigin + FMH_AUTHORIZATION_PATH);
    }

    /** The vendor's hosts as they stood in the public file of 2026-09, for files that are only read. */
    public static Hosts practiceFusion() {
        return new Hosts(
                "https://api.practicefusion.com/fhir/r4/v1/",
                "https://api.patientfusion.com/fhir/r4/v1/",
                "https://api.practicefusion.com/fhir/fmh/r4/v1/",
                "https://muauthentication.followmyhealth.com/api/v1/practicefusion/");
    }

    /** The FHIR base, without a slash at the end. */
    public String base(Surface surface, String guid) {
        return switch (surface) {
            case PROVIDER -> provider + guid;
            case PATIENT -> patient + guid;
            case FMH -> fmh + guid;
        };
    }

    /** What stands before {@code /authorize}, {@code /token} and {@code /introspect}; also the issuer. */
    public String authorizationServer(Surface surface, String guid) {
        return surface == Surface.FMH ? fmhAuthorization + guid : base(surface, guid);
    }
}
