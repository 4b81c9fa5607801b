/** Gatehouse beside other proxies: the same calls, the same EHR, the same machine, in turns. */
@NullMarked
@CheckReturnValue
package dev.gatehouse.bench.peers;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
