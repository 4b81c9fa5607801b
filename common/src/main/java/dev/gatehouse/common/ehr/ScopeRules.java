package dev.gatehouse.common.ehr;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an EHR's scopes are written. Null means unknown.
 *
 * @param dialects the spellings it knows
 * @param exclusive true if one request must not mix them
 * @param wildcards whether {@code patient/*.rs} and the like are taken
 * @param resourceTypes that may be asked for
 * @param retryOtherDialectOn a refusal with this in its message may be over the spelling alone
 * @param refresh scopes that bring a refresh token
 * @param notes for people
 */
public record ScopeRules(
        @Nullable List<Dialect> dialects,
        @Nullable Boolean exclusive,
        @Nullable Boolean wildcards,
        @Nullable List<String> resourceTypes,
        @Nullable String retryOtherDialectOn,
        @Nullable List<String> refresh,
        @Nullable String notes) {

    public static final ScopeRules UNKNOWN = new ScopeRules(null, null, null, null, null, null, null);

    public ScopeRules {
        dialects = dialects == null ? null : List.copyOf(dialects);
        resourceTypes = resourceTypes == null ? null : List.copyOf(resourceTypes);
        refresh = refresh == null ? null : List.copyOf(refresh);
    }

    /** The two spellings of SMART's resource scopes. */
    public enum Dialect {
        /** {@code patient/Observation.read}: SMART App Launch 1. */
        V1,
        /** {@code patient/Observation.rs}: SMART App Launch 2. */
        V2
    }
}
