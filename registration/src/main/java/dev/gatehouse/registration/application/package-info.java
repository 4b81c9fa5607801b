/**
 * Applications: one client at an EHR each. Start with {@link dev.gatehouse.registration.application.Applications}.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.registration.application;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
