/**
 * The only way out of the process. {@link dev.gatehouse.common.egress.Egress} checks where a call may go ({@link
 * dev.gatehouse.common.egress.Destination}), which addresses a name may stand for, how long it may take and how much may
 * come back; nobody else makes a client.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.common.egress;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
