package dev.gatehouse.sandbox.directory;

/**
 * One FHIR base of one practice.
 *
 * @param surface its kind
 * @param practice number of the practice
 * @param guid of the practice
 * @param url the base itself, without a slash at the end; what {@code aud} must equal
 * @param issuer its authorization server, before {@code /authorize} and {@code /token}
 * @param keys where the keys of that server are
 */
public record Base(Surface surface, int practice, String guid, String url, String issuer, String keys) {

    public static Base of(Hosts hosts, Surface surface, int practice, String guid) {
        String issuer = hosts.authorizationServer(surface, guid);
        String keys = surface == Surface.FMH
                ? hosts.fmhAuthorization().replace(Hosts.FMH_AUTHORIZATION_PATH, Hosts.FMH_KEYS_PATH)
                : issuer + "/.well-known/jwk";
        return new Base(surface, practice, guid, hosts.base(surface, guid), issuer, keys);
    }

    public String authorizationEndpoint() {
        return issuer + "/authorize";
    }

    public String tokenEndpoint() {
        return issuer + "/token";
    }

    /** Where apps register themselves, while that is switched on. */
    public String registrationEndpoint() {
        return issuer + "/register";
    }

    /** Where apps give tokens back, while that is switched on. */
    public String revocationEndpoint() {
        return issuer + "/revoke";
    }

    public String introspectionEndpoint() {
        return issuer + "/introspect";
    }
}
