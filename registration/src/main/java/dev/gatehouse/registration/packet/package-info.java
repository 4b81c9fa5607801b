/**
 * What is read and copied by people outside of Gatehouse: the vendor's listing as its users will see it, everything to paste
 * into the vendor's forms, and a page for a practice's administrator. Start with {@link
 * dev.gatehouse.registration.packet.PacketRoutes}.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.registration.packet;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
