package dev.gatehouse.sandbox.fault;

/** What a request is for; faults and counters go by it. */
public enum RequestKind {
    /** The public file of service base URLs. */
    DIRECTORY,
    /** {@code .well-known/smart-configuration} and {@code .well-known/openid-configuration}. */
    DISCOVERY,
    /** The CapabilityStatement. */
    METADATA,
    /** The keys that sign id tokens. */
    KEYS,
    /** The authorization endpoint and its pages. */
    AUTHORIZE,
    /** The token endpoint with any grant type but refresh_token. */
    TOKEN,
    /** The token endpoint with grant type refresh_token. */
    REFRESH,
    INTROSPECT,
    REVOKE,
    /** Apps that register themselves. */
    REGISTER,
    /** Resources, searches and binaries. */
    FHIR,
    /** The beginning of a bulk export. */
    EXPORT,
    /** The status of a bulk export, read or deleted. */
    EXPORT_STATUS,
    /** A file of a bulk export, wherever it lies. */
    EXPORT_FILE,
    /** The partner portal. */
    PORTAL,
    /** Tests steering the sandbox; neither counted nor logged. */
    CONTROL,
    /** A path that leads nowhere. */
    OTHER
}
