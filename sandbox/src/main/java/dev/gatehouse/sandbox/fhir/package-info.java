/**
 * The FHIR R4 side: a few synthetic resources for each practice, searches with paging, bodies of any size, and the check of
 * the bearer token. Start with {@link dev.gatehouse.sandbox.fhir.FhirServer}.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.sandbox.fhir;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
