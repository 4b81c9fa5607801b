/**
 * The gateway against the 106 things a SMART client owes a server: a test class for each section of {@code
 * smart/requirements.txt}, and {@link dev.gatehouse.gateway.conformance.Ledger}, which keeps {@code docs/smart-conformance.md}
 * and {@code docs/security.md} true. Tests elsewhere that prove an item carry the same mark, {@link
 * dev.gatehouse.common.testing.Smart}, or for a control of the threat model {@link dev.gatehouse.common.testing.Guards}.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.gateway.conformance;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
