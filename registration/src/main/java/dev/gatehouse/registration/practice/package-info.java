/**
 * The second gate: each practice lets an application in for itself. Start with {@link
 * dev.gatehouse.registration.practice.PracticeGates}.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.registration.practice;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
