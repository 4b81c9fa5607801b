/**
 * What becomes of tokens when processes die, networks lie and authorization servers misbehave. {@code mvn -B verify -Pfaults}
 * runs the classes named {@code *Faults}; the ordinary build does not. Begin at {@link
 * dev.gatehouse.gateway.faults.Oracle}, the authorization server that knows the truth, and {@link
 * dev.gatehouse.gateway.faults.Installation}, which starts and kills real gateways.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.gateway.faults;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
