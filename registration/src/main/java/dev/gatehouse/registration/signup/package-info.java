/**
 * The tracked sign-up of a tenant with an EHR's partner programme. Start with {@link
 * dev.gatehouse.registration.signup.Registration}, which decides what may happen when; {@link
 * dev.gatehouse.registration.signup.Registrations} does it.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.registration.signup;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
