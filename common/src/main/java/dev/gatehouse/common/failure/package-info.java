/**
 * The words for what can go wrong. Start with {@link dev.gatehouse.common.failure.Failure}; {@link
 * dev.gatehouse.common.failure.Problem} is the form in which one leaves the process.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.common.failure;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
