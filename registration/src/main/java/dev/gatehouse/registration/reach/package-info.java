/**
 * Whether the addresses in a form answer as a vendor and its users will find them. Start with {@link
 * dev.gatehouse.registration.reach.AddressCheck}.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.registration.reach;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
