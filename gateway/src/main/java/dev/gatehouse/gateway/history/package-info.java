/**
 * What was, so that plots can show it: how many connections were in which state, and when the gateway ran. Start with {@link
 * dev.gatehouse.gateway.history.History}, which notes it, and {@link dev.gatehouse.gateway.history.HistoryRoutes}, which tells.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.gateway.history;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
