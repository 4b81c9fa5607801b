/**
 * What the tests of the gateway share: {@link dev.gatehouse.gateway.testing.ScriptedServer} says what an EHR says, byte for
 * byte, good or bad; {@link dev.gatehouse.gateway.testing.MovableClock} tells the time it is told.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.gateway.testing;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
