package dev.gatehouse.gateway.smart;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Who signed in at the EHR, from an id token that was verified (OpenID Connect Core 1.0, section 2; SMART App Launch 2.2,
 * "scopes and launch context"). Prints without content: a subject may be a person's name.
 *
 * @param issuer the authorization server, as expected
 * @param subject the user's id there
 * @param fhirUser the user as a FHIR resource, absolute; null if the EHR does not say. Only one below the practice's own
 *     base may be read with its token.
 */
public record Identity(
        String issuer, String subject, @Nullable URI fhirUser) {
    @Override
    public String toString() {
        return "Identity[" + issuer + "]";
    }
}
