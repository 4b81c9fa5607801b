/**
 * What every part needs of HTTP: parameters that remember repeats, an answer as a value, a stream that is made on demand.
 * Start with {@link dev.gatehouse.sandbox.web.Answer}.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.sandbox.web;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
