/**
 * What was done here, by whom: entries written in the transaction of the change itself and chained, so that changing,
 * removing or reordering them later shows. Start at {@link dev.gatehouse.common.audit.AuditTrail}.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.common.audit;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
