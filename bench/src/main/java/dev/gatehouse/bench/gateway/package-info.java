/** Measurements of the whole gateway, over HTTP, as a process of its own. */
@NullMarked
@CheckReturnValue
package dev.gatehouse.bench.gateway;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
