package dev.gatehouse.registration.application;

import dev.gatehouse.common.ehr.ApplicationType;
import dev.gatehouse.common.ehr.ClientAuthentication;
import dev.gatehouse.common.tenant.TenantId;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One client at an EHR. Its credentials are kept apart, in {@code registration.credential}.
 *
 * @param id {@code app_…}
 * @param key slug of 1 to 64 characters, unique in the tenant; the integration key of the Nango-compatible API
 * @param ehr key of its EHR profile
 * @param scopes asked for when a connect session names none
 * @param launchReturnUrl where a browser goes after a launch from inside the EHR; null for a page of ours
 * @param smart what is done otherwise than profile, metadata and standard say
 * @param readOnly whether new connections let nothing be written; null to go by the scopes they ask for
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
        @Nullable URI launchReturnUrl,
        SmartSettings smart,
        @Nullable Boolean readOnly,
        Instant createdAt,
        Instant updatedAt) {

    public Application {
        scopes = List.copyOf(scopes);
    }

    /** The same with one practice's settings over its own. */
    Application at(SmartSettings practice) {
        return new Application(
                id,
                tenant,
                key,
                ehr,
                environment,
                type,
                name,
                scopes,
                clientAuthentication,
                launchReturnUrl,
                practice.over(smart),
                readOnly,
                createdAt,
                updatedAt);
    }
}
