/**
 * What stands before the router on the public listener: requests that two servers could read in two ways, that are not meant
 * for us, or that come too slowly are refused here, and nothing behind ever sees them. Start with {@link
 * dev.gatehouse.gateway.guard.RequestGuard} for the rules and {@link dev.gatehouse.gateway.guard.ListenerGuard} for how they
 * get into a connection.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.gateway.guard;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
