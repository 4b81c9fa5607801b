/**
 * How a tenant's connect page looks, whom its end users ask for help, and which pages of others may show it and hear from it.
 * Start with {@link dev.gatehouse.gateway.connectpage.ConnectSettings}.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.gateway.connectpage;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
