/**
 * The gateway against the 106 things a SMART client owes a server: a test class for each section of {@code
 * smart/requirements.txt}, and {@link dev.gatehouse.gateway.conformance.ConformanceLedger}, which keeps {@code
 * docs/smart-conformance.md} true. Tests elsewhere that prove an item carry the same mark, {@link
 * dev.gatehouse.common.testing.Smart}.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.gateway.conformance;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
