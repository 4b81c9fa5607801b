/**
 * The tenant's EHR apps at a glance: each registration with what came of it, and each application that was made without one.
 * Start with {@link dev.gatehouse.registration.ehrapp.EhrApps}.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.registration.ehrapp;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
