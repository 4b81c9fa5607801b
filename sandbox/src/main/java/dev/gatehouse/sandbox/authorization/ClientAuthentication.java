package dev.gatehouse.sandbox.authorization;

/** How a client shows who it is at the token endpoint. */
public enum ClientAuthentication {
    /** HTTP Basic, both halves form-encoded first (RFC 6749, section 2.3.1). */
    CLIENT_SECRET_BASIC,
    /** {@code client_id} and {@code client_secret} in the body. */
    CLIENT_SECRET_POST,
    /** A signed assertion (RFC 7523; SMART App Launch 2.2, asymmetric client authentication). */
    PRIVATE_KEY_JWT,
    /** A public client: {@code client_id} only. */
    NONE
}
