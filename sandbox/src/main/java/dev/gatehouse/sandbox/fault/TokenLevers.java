package dev.gatehouse.sandbox.fault;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.jspecify.annotations.Nullable;

/** What a test may do to issued tokens; the practice is a GUID, or null for all of them. */
public interface TokenLevers {

    /** From now on the EHR answers 401 to every access token issued so far; returns how many were still good. */
    @CanIgnoreReturnValue
    int expireAccessTokens(@Nullable String practice);

    /** Expires the access token with that value; false when there is none. */
    @CanIgnoreReturnValue
    boolean expireAccessToken(String token);

    /** From now on a refresh is answered with {@code invalid_grant}; access tokens live on. Returns how many grants. */
    @CanIgnoreReturnValue
    int revokeRefreshTokens(@Nullable String practice);

    /** Ends grants altogether, as when the practice removes the app. Returns how many. */
    @CanIgnoreReturnValue
    int revokeGrants(@Nullable String practice);

    /** How many grants have neither been revoked nor forgotten. */
    int liveGrants();

    /** Starts an EHR launch: the value of {@code launch} that the EHR would send along, made to break careless encoding. */
    String launch(String practice, @Nullable String patient);

    /** Enables FHIR at the practice and lets the app in with all its scopes, or lets it in no more; unknown apps change nothing. */
    void authorizeSystemApp(String practice, String clientId, boolean allowed);

    /** Forgets every code, token and launch. */
    void forgetAll();
}
