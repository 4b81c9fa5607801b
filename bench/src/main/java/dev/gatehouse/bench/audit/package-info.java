/**
 * Measurements of the audit: {@link dev.gatehouse.bench.audit.AuditVerify}.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.bench.audit;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
