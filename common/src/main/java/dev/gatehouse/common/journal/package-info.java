/**
 * A journal on this node's disk: records that must survive a crash before the database has them. Knows nothing of what is in
 * them.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.common.journal;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
