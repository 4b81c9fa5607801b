package dev.gatehouse.registration.application;

import dev.gatehouse.common.ehr.ApplicationType;
import dev.gatehouse.common.ehr.ClientAuthentication;
import dev.gatehouse.common.tenant.TenantId;
import java.time.Instant;
import java.util.List;

/**
 * One client at an EHR. Its credentials are kept apart, in {@code registration.credential}.
 *
 * @param id {@code app_…}
 * @param key slug of 1 to 64 characters, unique in the tenant; the integration key of the Nango-compatible API
 * @param ehr key of its EHR profile
 * @param scopes asked for when a connect session names none
 */
public record Application(
        String id,
        TenantId tenant,
        String key,
        String ehr,
        Environment environment,
        ApplicationType type,
        String name,
        List<String> scopes,
        ClientAuthentication clientAuthentication,
        Instant createdAt,
        Instant updatedAt) {

    public Application {
        scopes = List.copyOf(scopes);
    }
}
