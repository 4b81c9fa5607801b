package dev.gatehouse.registration.application;

import dev.gatehouse.common.ehr.EhrProfile;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whom client assertions are made out to ({@code aud}; RFC 7523, section 3). SMART wants the token endpoint; a few servers
 * want something else.
 *
 * @param text {@code token-endpoint}, {@code issuer}, {@code fhir-base}, or the very text to send, an absolute address
 */
public record AssertionAudience(String text) {
    public static final AssertionAudience TOKEN_ENDPOINT = new AssertionAudience("token-endpoint");
    public static final AssertionAudience ISSUER = new AssertionAudience("issuer");
    public static final AssertionAudience FHIR_BASE = new AssertionAudience("fhir-base");

    private static final Set<String> WORDS = Set.of(TOKEN_ENDPOINT.text, ISSUER.text, FHIR_BASE.text);

    /** Empty if it is neither a word nor an absolute http or https address. */
    static Optional<AssertionAudience> of(String text) {
        return WORDS.contains(text) || isAddress(text) ? Optional.of(new AssertionAudience(text)) : Optional.empty();
    }

    /** As an EHR's profile knows it; where it knows nothing, the standard's. */
    public static AssertionAudience of(EhrProfile.@Nullable Audience known) {
        return known == EhrProfile.Audience.FHIR_BASE ? FHIR_BASE : TOKEN_ENDPOINT;
    }

    private static boolean isAddress(String text) {
        try {
            URI address = new URI(text);
            return address.getHost() != null
                    && ("https".equalsIgnoreCase(address.getScheme()) || "http".equalsIgnoreCase(address.getScheme()));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** @param issuer as the metadata names it; if it names none, an assertion for it is made out to the token endpoint */
    public String at(URI tokenEndpoint, @Nullable URI base, @Nullable String issuer) {
        if (equals(ISSUER)) {
            return issuer == null ? tokenEndpoint.toString() : issuer;
        }
        if (equals(FHIR_BASE)) {
            return base == null ? tokenEndpoint.toString() : base.toString();
        }
        return equals(TOKEN_ENDPOINT) ? tokenEndpoint.toString() : text;
    }
}
