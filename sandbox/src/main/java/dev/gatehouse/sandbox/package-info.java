/**
 * A simulated EHR in the shape of Practice Fusion, for demos and for every test. It speaks public protocols only (SMART App
 * Launch, FHIR R4) and knows nothing of the gateway. Start with {@link dev.gatehouse.sandbox.SandboxEhr}.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.sandbox;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
