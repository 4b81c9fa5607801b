package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.ehr.EndpointKind;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Mistake;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What somebody looks for.
 *
 * @param text words of a name, city, state, postal code, NPI, EIN or GUID, or the beginnings of such; all must match, in any
 *     order; blank for all practices
 * @param kind only practices with such an endpoint
 * @param state only practices in this state, two letters
 */
public record PracticeQuery(
        String text, @Nullable EndpointKind kind, @Nullable String state) {

    /** In characters. */
    public static final int LONGEST = 200;

    /** Fails with 400 {@code query-too-long}. */
    public PracticeQuery {
        if (text.length() > LONGEST) {
            throw new Failure.Invalid(
                    "query-too-long",
                    "The search text is longer than " + LONGEST + " characters.",
                    List.of(new Mistake("q", "At most " + LONGEST + " characters.")));
        }
        if (state != null) {
            state = state.strip().toUpperCase(Locale.ROOT);
        }
    }

    /**
     * One word as it was typed: folded parts that must all match, or an identifier.
     *
     * @param parts {@code smith-jones} has two
     * @param digits without hyphens, if it may begin an NPI or EIN
     * @param hex without hyphens, if it may begin a GUID
     */
    record Term(
            List<String> parts,
            @Nullable String digits,
            @Nullable String hex) {}

    List<Term> terms() {
        List<Term> terms = new ArrayList<>();
        for (String typed : text.split("\\s+", -1)) {
            List<String> parts = SearchText.words(typed);
            if (!parts.isEmpty()) {
                String joined = typed.replace("-", "").toLowerCase(Locale.ROOT);
                boolean number = joined.length() >= 3 && Identifiers.allDigits(joined, 10);
                boolean guid = joined.length() >= 6 && joined.length() <= 32 && Identifiers.allDigits(joined, 16);
                Term term = new Term(parts, number ? joined : null, guid ? joined : null);
                if (!terms.contains(term)) {
                    terms.add(term);
                }
            }
        }
        return terms;
    }
}
