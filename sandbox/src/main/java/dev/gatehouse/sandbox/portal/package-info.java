/**
 * The partner portal, where a developer registers and gets a client id and a secret. Start with {@link
 * dev.gatehouse.sandbox.portal.PartnerPortal}.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.sandbox.portal;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
