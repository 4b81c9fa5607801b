/**
 * Who may call: tenants and API keys. {@link dev.gatehouse.gateway.access.AccessHandler} turns a request into a {@link
 * dev.gatehouse.common.tenant.Caller} or a 401.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.gateway.access;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
