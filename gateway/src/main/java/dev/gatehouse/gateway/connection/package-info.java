/**
 * Which practice is connected, through which application, for whom, and how that connection is.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.gateway.connection;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
