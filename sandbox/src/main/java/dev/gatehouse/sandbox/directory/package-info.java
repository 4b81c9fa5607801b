/**
 * The practices of the simulated EHR, made from a seed and never stored, and the public file that lists their addresses.
 * Start with {@link dev.gatehouse.sandbox.directory.PracticeGenerator}.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.sandbox.directory;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
