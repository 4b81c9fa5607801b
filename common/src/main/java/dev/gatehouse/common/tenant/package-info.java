/**
 * Who owns data here and who is asking. Every store takes a {@link dev.gatehouse.common.tenant.TenantId} first.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.common.tenant;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
