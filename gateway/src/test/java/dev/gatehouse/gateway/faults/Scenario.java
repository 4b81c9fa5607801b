package dev.gatehouse.gateway.faults;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;

/** A test that puts a fault in and is one row of the {@link FaultTable}. */
@Test
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface Scenario {
    /** Of the list in DEVELOP.md, such as {@code R4}. */
    String id();

    String fault();

    String expected();
}
