package dev.gatehouse.gateway.smart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Scopes as one side wrote them, in its order and spelling. Comparing looks at what they allow: an EHR may answer {@code
 * patient/Patient.rs} to {@code patient/Patient.read}.
 */
public record Scopes(Set<String> texts) {

    /**
     * @param missing asked for and not allowed, in the words of the request
     * @param extra allowed and never asked for, in the words of the grant; a reason to be alarmed
     */
    public record Comparison(Set<String> missing, Set<String> extra) {
        public boolean isLimited() {
            return !missing.isEmpty();
        }

        public boolean isWider() {
            return !extra.isEmpty();
        }
    }

    public Scopes {
        texts = Collections.unmodifiableSet(new LinkedHashSet<>(texts));
    }

    public static Scopes of(Collection<String> texts) {
        return new Scopes(new LinkedHashSet<>(texts));
    }

    /** Reads a {@code scope} parameter: names between spaces. Null is none. */
    public static Scopes parse(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return new Scopes(Set.of());
        }
        return of(Arrays.asList(text.trim().split("\\s+")));
    }

    /** Holds what was asked for, this, against what was granted. In doubt a scope counts as missing, never as allowed. */
    public Comparison compare(Scopes granted) {
        return new Comparison(granted.uncovered(this), this.uncovered(granted));
    }

    /** True if these allow the scope, by the same name or in other words. */
    public boolean allow(String scope) {
        return uncovered(new Scopes(Set.of(scope))).isEmpty();
    }

    /** As a {@code scope} parameter. */
    @Override
    public String toString() {
        return String.join(" ", texts);
    }

    private Set<String> uncovered(Scopes wanted) {
        List<ResourceScope> mine = new ArrayList<>();
        texts.forEach(each -> ResourceScope.parse(each).ifPresent(mine::add));
        Set<String> uncovered = new LinkedHashSet<>();
        for (String each : wanted.texts) {
            Optional<ResourceScope> resource = ResourceScope.parse(each);
            boolean covered = texts.contains(each)
                    || (resource.isPresent() && resource.get().isCoveredBy(mine));
            if (!covered) {
                uncovered.add(each);
            }
        }
        return uncovered;
    }
}
