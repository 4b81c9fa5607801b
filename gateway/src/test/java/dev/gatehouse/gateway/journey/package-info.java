/**
 * The main job over HTTP: a partner registers an application, a practice connects, its data is read, and whatever goes wrong
 * on the way is told and leaves nothing behind. Start with {@link dev.gatehouse.gateway.journey.MainJobContract}.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.gateway.journey;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
