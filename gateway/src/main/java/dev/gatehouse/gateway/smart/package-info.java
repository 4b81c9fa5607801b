/**
 * What an EHR says of itself and of a grant, in SMART's words: where its endpoints are ({@link
 * dev.gatehouse.gateway.smart.SmartDiscovery}), what was allowed ({@link dev.gatehouse.gateway.smart.Scopes}), and for whom
 * ({@link dev.gatehouse.gateway.smart.LaunchContext}).
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.gateway.smart;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
