package dev.gatehouse.common.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The numbers of the SMART requirements that a test proves: it fails if one of them is broken. The list stands in the
 * gateway's tests, {@code smart/requirements.txt}; {@code docs/smart-conformance.md} is made from these marks and from what
 * {@link MarkOutcomes} saw.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(MarkOutcomes.class)
public @interface Smart {
    int[] value();
}
