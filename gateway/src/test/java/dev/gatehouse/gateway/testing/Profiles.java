package dev.gatehouse.gateway.testing;

import dev.gatehouse.common.egress.HostRules;
import dev.gatehouse.common.ehr.DirectorySection;
import dev.gatehouse.common.ehr.EhrAnswers;
import dev.gatehouse.common.ehr.EhrFacts;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.ehr.Provenance;
import dev.gatehouse.common.ehr.ScopeRules;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** EHR profiles for tests. */
public final class Profiles {
    /** What token answers without {@code expires_in} live under {@link #closed()}. */
    public static final Duration DEFAULT_LIFETIME = Duration.ofMinutes(7);

    private Profiles() {}

    /** One that names no host at all, so only the private hosts of the settings can be reached. */
    public static EhrProfile closed() {
        return closed(EhrAnswers.STANDARD);
    }

    /** The same, of an EHR that words its refusals in its own way. */
    public static EhrProfile closed(EhrAnswers answers) {
        return new EhrProfile(
                "test",
                "Test EHR",
                new HostRules(Set.of(), false),
                DirectorySection.NONE,
                true,
                Map.of(),
                ScopeRules.UNKNOWN,
                new EhrProfile.Tokens(DEFAULT_LIFETIME, null, null, null),
                answers,
                EhrFacts.UNKNOWN,
                Provenance.NONE,
                null);
    }
}
