/**
 * What is known of calls afterwards: one record each, sums by the minute and the hour, and the way both take into the
 * database without anybody waiting for it. Start with {@link dev.gatehouse.gateway.calls.CallLog}, which is told of each call;
 * {@link dev.gatehouse.gateway.calls.Calls} and {@link dev.gatehouse.gateway.calls.Stats} answer questions. Nothing here has
 * ever seen an id, a value or a body of FHIR.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.gateway.calls;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
