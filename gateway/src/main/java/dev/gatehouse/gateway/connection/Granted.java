package dev.gatehouse.gateway.connection;

import dev.gatehouse.common.ehr.EndpointKind;
import dev.gatehouse.common.tenant.TenantId;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an end user granted, as it comes out of an authorization.
 *
 * @param reconnects the connection that this grant renews, if the connect session named one
 * @param launchContext JSON of what the EHR told with the token
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
        EndUser endUser,
        List<String> requestedScopes,
        List<String> grantedScopes,
        String launchContext,
        @Nullable ConnectionId reconnects) {}
