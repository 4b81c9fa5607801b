package dev.gatehouse.gateway.testing;

import dev.gatehouse.common.egress.HostRules;
import dev.gatehouse.common.ehr.ClientAuthentication;
import dev.gatehouse.common.ehr.DirectorySection;
import dev.gatehouse.common.ehr.EhrProfile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** EHR profiles for tests. */
public final class Profiles {
    /** What token answers without {@code expires_in} live under {@link #closed()}. */
    public static final Duration DEFAULT_LIFETIME = Duration.ofMinutes(7);

    private Profiles() {}

    /** One that names no host at all, so only the private hosts of the settings can be reached. */
    public static EhrProfile closed() {
        return new EhrProfile(
                "test",
                "Test EHR",
                new HostRules(Set.of(), false),
                DirectorySection.NONE,
                true,
                Map.of(),
                List.of(ClientAuthentication.CLIENT_SECRET_BASIC),
                new EhrProfile.Tokens(DEFAULT_LIFETIME),
                List.of(),
                null);
    }
}
