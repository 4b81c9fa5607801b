package dev.gatehouse.common.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The controls of the threat model that a test proves: it fails if one of them is broken. The list stands in the gateway's
 * tests, {@code security/requirements.txt}; {@code docs/security.md} is made from these marks and from what {@link
 * MarkOutcomes} saw.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(MarkOutcomes.class)
public @interface Guards {
    /** Such as {@code KEY-2}. */
    String[] value();
}
