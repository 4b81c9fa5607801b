package dev.gatehouse.registration.form;

import dev.gatehouse.common.failure.Mistake;
import java.util.List;

/**
 * What a look at a form found.
 *
 * @param errors what must change before the step can be completed
 * @param warnings what should be read once, and blocks nothing
 */
public record Findings(List<Mistake> errors, List<Mistake> warnings) {
    public Findings {
        errors = List.copyOf(errors);
        warnings = List.copyOf(warnings);
    }
}
