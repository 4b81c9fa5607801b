/** Reminds people of what waits too long. Start with {@link dev.gatehouse.registration.reminder.Reminders}. */
@NullMarked
@CheckReturnValue
package dev.gatehouse.registration.reminder;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
