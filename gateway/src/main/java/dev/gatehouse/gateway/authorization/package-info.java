/**
 * How a practice becomes connected: a {@link dev.gatehouse.gateway.authorization.ConnectSession} invites, the {@link
 * dev.gatehouse.gateway.authorization.AuthorizationFlow} goes to the EHR and comes back with a grant.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.gateway.authorization;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
