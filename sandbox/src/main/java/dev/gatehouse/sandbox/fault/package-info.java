/**
 * What a test may do to the simulated EHR and what it may ask of it: faults, patched answers, a log of what arrived and a
 * list of protocol violations. Start with {@link dev.gatehouse.sandbox.fault.SandboxControl}.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.sandbox.fault;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
