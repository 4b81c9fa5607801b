package dev.gatehouse.gateway.smart;

import dev.gatehouse.common.ehr.ScopeRules.Dialect;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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

    /**
     * Scopes in one spelling.
     *
     * @param scopes what can be said in it, in the shortest form
     * @param unsaid what can't, in the words that were converted
     */
    public record Spelled(Scopes scopes, Set<String> unsaid) {}

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

    /** True if data may be changed under one of them, as far as they can be read: words of a vendor's own are none. */
    public boolean askToWrite() {
        return texts.stream()
                .anyMatch(each ->
                        ResourceScope.parse(each).filter(ResourceScope::writes).isPresent());
    }

    /** The one spelling of all scopes for FHIR data here; empty if there are none, or if they are mixed. */
    public Optional<Dialect> dialect() {
        Set<Dialect> dialects = texts.stream()
                .filter(each -> ResourceScope.parse(each).isPresent())
                .map(ResourceScope::dialect)
                .collect(Collectors.toSet());
        return dialects.size() == 1 ? Optional.of(dialects.iterator().next()) : Optional.empty();
    }

    /**
     * The same in one spelling, and never more than the same: what v1 has no words for ({@code r} or {@code s} alone,
     * constraints) is left out and named. What is allowed of one type is said in one scope; wildcards and the types they
     * cover stay beside each other, because an EHR may refuse the wildcard alone.
     */
    public Spelled in(Dialect dialect) {
        List<Object> parts = new ArrayList<>();
        for (String each : texts) {
            ResourceScope.parse(each).ifPresentOrElse(scope -> merge(parts, scope), () -> parts.add(each));
        }
        Set<String> said = new LinkedHashSet<>();
        for (Object each : parts) {
            if (each instanceof ResourceScope scope) {
                scope.in(dialect).ifPresent(said::add);
            } else {
                said.add((String) each);
            }
        }
        Scopes scopes = new Scopes(said);
        return new Spelled(scopes, scopes.uncovered(this));
    }

    private static void merge(List<Object> parts, ResourceScope scope) {
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i) instanceof ResourceScope other && other.isBeside(scope)) {
                parts.set(i, other.with(scope.letters()));
                return;
            }
        }
        parts.add(scope);
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
