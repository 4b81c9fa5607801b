/** Keys changed under load, by processes that are killed. */
@NullMarked
@CheckReturnValue
package dev.gatehouse.bench.rotation;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
