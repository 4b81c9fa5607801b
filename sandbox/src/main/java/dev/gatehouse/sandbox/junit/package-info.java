/**
 * The simulated EHR as a JUnit 5 extension. Start with {@link dev.gatehouse.sandbox.junit.SandboxExtension}.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.sandbox.junit;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
