package dev.gatehouse.gateway.admission;

import dev.gatehouse.common.ehr.EhrFacts.Per;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How much of a rate that an EHR states this node has used within the last minute.
 *
 * @param per what the EHR counts by; null if it does not say, and then each practice is taken for itself
 * @param at the host, or the FHIR base where each practice counts for itself
 * @param application empty if whose call it is makes no difference to the EHR
 * @param connections of the tenant that were used of late and count towards it
 * @param allowed calls a minute
 * @param quiet for how long the EHR wants to be left alone; zero if it does not
 */
record RateUse(
        String ehr,
        @Nullable Per per,
        String at,
        String application,
        int connections,
        int used,
        int allowed,
        Duration quiet) {}
