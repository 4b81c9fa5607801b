package dev.gatehouse.gateway.connection;

import dev.gatehouse.common.ehr.EndpointKind;
import dev.gatehouse.common.ehr.ScopeRules.Dialect;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.smart.LaunchContext;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an end user granted, as it comes out of an authorization.
 *
 * @param requestedScopes what was wanted, in the application's own spelling
 * @param scopeDialect the spelling it was asked for in; null for the application's own
 * @param reconnects the connection that this grant renews, if the connect session named one
 * @param refreshable true if a refresh token came along
 * @param launchContext JSON of what the EHR told with the token
 * @param launched true if the EHR began it: then each patient has a connection of their own
 */
public record Granted(
        TenantId tenant,
        String applicationId,
        String ehr,
        String practiceId,
        String practiceName,
        String endpointId,
        EndpointKind endpointKind,
        URI baseUrl,
        GrantType grantType,
        EndUser endUser,
        List<String> requestedScopes,
        List<String> grantedScopes,
        @Nullable Dialect scopeDialect,
        boolean refreshable,
        String launchContext,
        @Nullable ConnectionId reconnects,
        boolean launched) {

    /**
     * Unique among a tenant's living connections of one application. A launch from inside the EHR brings the patient on the
     * screen, so that two launches must not end in one connection; the patient's id itself is not kept here.
     */
    String liveKey() {
        String key = ConnectionRow.liveKey(endpointId, endUser.id());
        String patient = launched ? LaunchContext.read(launchContext).patient() : null;
        return patient == null ? key : key + " " + digest(patient);
    }

    private static String digest(String patient) {
        try {
            byte[] bytes = MessageDigest.getInstance("SHA-256").digest(patient.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(bytes, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
