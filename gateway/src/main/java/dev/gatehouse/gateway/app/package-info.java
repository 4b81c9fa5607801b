/**
 * Joins everything: {@link dev.gatehouse.gateway.app.Main} reads the command line, {@link dev.gatehouse.gateway.app.Gateway}
 * builds the running product in reading order. Nobody may use this package.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.gateway.app;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
