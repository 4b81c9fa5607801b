/**
 * Addresses of machines: ranges of them, and whose word about a client's address counts. Start with {@link
 * dev.gatehouse.common.network.TrustedProxies}.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.common.network;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
