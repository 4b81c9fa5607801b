package dev.gatehouse.common.ehr;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an EHR beside what every connection needs. Null means unknown.
 *
 * @param practiceAddress how the EHR tells one practice from another
 * @param credentialScope for whom it issues a client id
 * @param disconnect what somebody at the practice does to end the access
 */
public record EhrFacts(
        Programme programme,
        Assertion assertion,
        Limits limits,
        Requests requests,
        Bulk bulk,
        Discovery discovery,
        Server server,
        @Nullable PracticeAddress practiceAddress,
        @Nullable CredentialScope credentialScope,
        @Nullable String disconnect) {

    /** Nothing is known. */
    public static final EhrFacts UNKNOWN = new EhrFacts(
            new Programme(null, null, null),
            new Assertion(null, null, null, null, null, null),
            new Limits(null, null, null, null, null, null),
            new Requests(null, Map.of(), null),
            new Bulk(null, null, null, null),
            new Discovery(null, null, null),
            new Server(null, null, null),
            null,
            null,
            null);

    /**
     * The partner programme.
     *
     * @param portal where a partner signs up and manages applications
     * @param sandbox true if there is something to test against before approval
     * @param notes for people
     */
    public record Programme(
            @Nullable URI portal,
            @Nullable Boolean sandbox,
            @Nullable String notes) {}

    /**
     * Signed client assertions (RFC 7523; SMART Backend Services).
     *
     * @param audience what {@code aud} must be
     * @param longestLife from {@code iat} to {@code exp}
     * @param keyIdRequired whether the header must name the key
     * @param keysFrom ways for it to come by our public keys
     * @param keysReadEvery how often it reads our key set; a key must be published that long before its first use
     * @param notes for people
     */
    public record Assertion(
            EhrProfile.@Nullable Audience audience,
            @Nullable Duration longestLife,
            @Nullable Boolean keyIdRequired,
            @Nullable List<KeyDelivery> keysFrom,
            @Nullable Duration keysReadEvery,
            @Nullable String notes) {}

    /** A way to hand over public keys. */
    public enum KeyDelivery {
        JWKS_URL,
        UPLOAD
    }

    /**
     * How often it may be called.
     *
     * @param requestsPerMinute of one {@code per}
     * @param per what the limit counts by
     * @param countsTokenCalls true if calls of the authorization server count too
     * @param tokenRequestsPerMinute of one client in production
     * @param retryAfter whether a refusal for too many calls tells when to come back
     * @param notes for people
     */
    public record Limits(
            @Nullable Integer requestsPerMinute,
            @Nullable Per per,
            @Nullable Boolean countsTokenCalls,
            @Nullable Integer tokenRequestsPerMinute,
            @Nullable Boolean retryAfter,
            @Nullable String notes) {}

    /** What a limit counts by. */
    public enum Per {
        /** The developer, over all practices. */
        ACCOUNT,
        CLIENT,
        /** One practice's FHIR base. */
        BASE_URL,
        /** One interaction on one resource type. */
        OPERATION
    }

    /**
     * What its FHIR servers want in a request.
     *
     * @param accept a media type instead of {@code application/fhir+json}
     * @param headers by name; <code>${clientId}</code> in a value stands for the application's client id
     * @param notes for people
     */
    public record Requests(
            @Nullable String accept,
            Map<String, String> headers,
            @Nullable String notes) {
        public Requests {
            headers = Map.copyOf(headers);
        }
    }

    /**
     * Bulk export (FHIR Bulk Data Access).
     *
     * @param levels at which it can be started
     * @param largestGroup patients in a group
     * @param filesNeedToken whether the files are fetched with the access token
     * @param notes for people
     */
    public record Bulk(
            @Nullable List<Level> levels,
            @Nullable Integer largestGroup,
            @Nullable FileToken filesNeedToken,
            @Nullable String notes) {}

    /** Where a bulk export starts. */
    public enum Level {
        SYSTEM,
        PATIENT,
        GROUP
    }

    /** Whether export files take an access token. */
    public enum FileToken {
        ALWAYS,
        /** They lie on signed addresses elsewhere, and a token would leak. */
        NEVER,
        /** {@code requiresAccessToken} of the manifest says so. */
        MANIFEST
    }

    /**
     * Its {@code .well-known/smart-configuration}.
     *
     * @param mayLack members that a reader must do without
     * @param tokenHost whether the authorization server shares the host of the FHIR base
     * @param notes for people
     */
    public record Discovery(
            @Nullable List<String> mayLack,
            @Nullable TokenHost tokenHost,
            @Nullable String notes) {}

    /** Where the authorization server is, seen from the FHIR base. */
    public enum TokenHost {
        SAME,
        OTHER,
        /** It depends on the practice. */
        EITHER
    }

    /**
     * What its authorization server offers beside the two endpoints everybody has.
     *
     * @param revocation RFC 7009
     * @param introspection RFC 7662
     * @param registration RFC 7591
     */
    public record Server(
            @Nullable Boolean revocation,
            @Nullable Boolean introspection,
            @Nullable Boolean registration) {}

    /** What tells one practice from another. */
    public enum PracticeAddress {
        /** Each has a FHIR base of its own. */
        OWN_BASE,
        /** All share one; a parameter, or the person's sign-in, decides. */
        SHARED_BASE,
        /** All share one; the client id is made for one practice. */
        CLIENT
    }

    /** For whom a client id is issued. */
    public enum CredentialScope {
        /** One for all practices. */
        APPLICATION,
        /** One for each practice. */
        PRACTICE
    }
}
