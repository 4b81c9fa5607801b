/**
 * The audit to the outside: lists and exports over HTTP, as JSON lines and as FHIR, and the note of refused attempts. What is
 * written down, and how it is chained, is {@code common.audit}'s.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.gateway.audit;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
