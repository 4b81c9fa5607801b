package dev.gatehouse.gateway.proxy;

import java.util.Locale;

/** Through which door a call came. */
public enum CallKind {
    /** The FHIR proxy. */
    FHIR,
    /** The Nango-compatible proxy. */
    NANGO,
    /** An export that runs in the background. */
    BULK;

    /** As it stands in JSON and in the database. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
