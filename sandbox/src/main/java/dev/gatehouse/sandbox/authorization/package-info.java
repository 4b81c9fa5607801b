/**
 * The authorization servers: discovery, authorize with its pages, token, introspection and keys, with every check a strict
 * server makes. Start with {@link dev.gatehouse.sandbox.authorization.AuthorizationServer}.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.sandbox.authorization;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
