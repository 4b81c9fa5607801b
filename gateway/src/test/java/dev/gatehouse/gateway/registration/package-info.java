/** Registrations over HTTP, through a whole gateway. */
@NullMarked
@CheckReturnValue
package dev.gatehouse.gateway.registration;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
