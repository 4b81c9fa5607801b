/**
 * Access tokens and the grants behind them. Start with {@link dev.gatehouse.gateway.token.AccessTokens}.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.gateway.token;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
