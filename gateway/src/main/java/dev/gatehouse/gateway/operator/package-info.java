/**
 * People with an account: who they are, what role they have in which tenant, how they sign in, and their sessions. Machines
 * have API keys instead (package {@code access}), which asks this package when a request comes with a cookie and no key.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.gateway.operator;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
