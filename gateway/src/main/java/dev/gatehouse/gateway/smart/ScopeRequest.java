package dev.gatehouse.gateway.smart;

import dev.gatehouse.common.ehr.ApplicationType;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.ehr.ScopeRules;
import dev.gatehouse.common.ehr.ScopeRules.Dialect;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one practice is asked for: an application's scopes, in the spelling the practice understands (SMART App Launch 2.2,
 * "scopes and launch context"; capabilities {@code permission-v1} and {@code permission-v2}).
 *
 * @param wanted as the application or its tenant wrote them
 * @param dialect to send them in; empty to send them as they are
 */
public record ScopeRequest(Scopes wanted, Optional<Dialect> dialect) {

    /**
     * Chooses the spelling: the one that worked before, else the only one that both the practice and its EHR's profile take,
     * else the one the scopes are written in, because EHRs compare them with what was registered. Mixed scopes stay mixed
     * only where that is not forbidden.
     *
     * @param worked for this connection, the last time; null if that is not known
     */
    public static ScopeRequest to(
            EhrProfile profile, ApplicationType type, SmartEndpoints smart, Scopes wanted, @Nullable Dialect worked) {
        Set<Dialect> understood = understood(profile.scopes(), smart);
        if (worked != null && understood.contains(worked)) {
            return new ScopeRequest(wanted, Optional.of(worked));
        }
        if (understood.size() == 1) {
            return new ScopeRequest(wanted, Optional.of(understood.iterator().next()));
        }
        Optional<Dialect> own = wanted.dialect();
        if (own.isPresent() || !Boolean.TRUE.equals(profile.scopes().exclusive())) {
            return new ScopeRequest(wanted, own);
        }
        EhrProfile.TypeRules rules = profile.applicationTypes().get(type);
        Dialect first = rules == null ? null : rules.dialect();
        return new ScopeRequest(wanted, Optional.of(first == null ? Dialect.V2 : first));
    }

    /** What goes into the {@code scope} parameter. */
    public Scopes sent() {
        return dialect.map(each -> wanted.in(each).scopes()).orElse(wanted);
    }

    /** Wanted scopes that have no words in this spelling. */
    public Set<String> unsaid() {
        return dialect.map(each -> wanted.in(each).unsaid()).orElse(Set.of());
    }

    /**
     * The same in the other spelling, if the refusal may be over the spelling alone: the profile says of which words that is
     * so. Empty if it isn't, or there is no other way to say it.
     *
     * @param message of the EHR's refusal
     */
    public Optional<ScopeRequest> afterRefusal(EhrProfile profile, SmartEndpoints smart, @Nullable String message) {
        String words = profile.scopes().retryOtherDialectOn();
        boolean fits = words != null
                && message != null
                && message.toLowerCase(Locale.ROOT).contains(words.toLowerCase(Locale.ROOT));
        Optional<Dialect> used = dialect.or(wanted::dialect);
        if (!fits || used.isEmpty()) {
            return Optional.empty();
        }
        Dialect other = used.get() == Dialect.V1 ? Dialect.V2 : Dialect.V1;
        ScopeRequest again = new ScopeRequest(wanted, Optional.of(other));
        boolean says = again.sent().dialect().isPresent() && !again.sent().equals(sent());
        return says && understood(profile.scopes(), smart).contains(other) ? Optional.of(again) : Optional.empty();
    }

    /** The practice's own words count most; what it leaves open, its profile may know. */
    private static Set<Dialect> understood(ScopeRules rules, SmartEndpoints smart) {
        Set<Dialect> said = EnumSet.noneOf(Dialect.class);
        if (smart.capabilities().contains("permission-v1")) {
            said.add(Dialect.V1);
        }
        if (smart.capabilities().contains("permission-v2")) {
            said.add(Dialect.V2);
        }
        List<Dialect> known = rules.dialects();
        Set<Dialect> all = known == null || known.isEmpty() ? EnumSet.allOf(Dialect.class) : EnumSet.copyOf(known);
        if (said.isEmpty()) {
            return all;
        }
        Set<Dialect> both = EnumSet.copyOf(said);
        both.retainAll(all);
        return both.isEmpty() ? said : both;
    }
}
