/**
 * How the gateway is doing: health and metrics, on a listener of their own.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.gateway.operations;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
