/**
 * How much may be under way at once, and how often a practice's EHR may be asked. Start with {@link
 * dev.gatehouse.gateway.admission.Admission}: every call through the proxy asks it first, and each place it gives is given
 * back however the call ends.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.gateway.admission;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
