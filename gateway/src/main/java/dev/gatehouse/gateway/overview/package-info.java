/**
 * What somebody sees first: what needs them, how it goes, what comes next. Read {@link dev.gatehouse.gateway.overview.Overview}
 * first.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.gateway.overview;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
