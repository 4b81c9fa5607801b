/**
 * The only way out of the process.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.common.egress;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
