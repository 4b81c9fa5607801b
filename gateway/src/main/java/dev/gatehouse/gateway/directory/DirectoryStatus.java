package dev.gatehouse.gateway.directory;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How fresh an EHR's directory is.
 *
 * @param ehr key of the EHR profile
 * @param importedAt the last import that worked; null if there was none
 * @param practices in it
 * @param endpoints in it
 * @param failedAt the last import that failed, if none has worked since
 * @param failure why, one plain sentence
 */
public record DirectoryStatus(
        String ehr,
        @Nullable Instant importedAt,
        int practices,
        int endpoints,
        @Nullable Instant failedAt,
        @Nullable String failure) {}
