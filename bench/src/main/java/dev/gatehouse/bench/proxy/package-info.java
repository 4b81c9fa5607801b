/**
 * How the FHIR proxy carries bodies. Start with {@link dev.gatehouse.bench.proxy.ProxyStreams}.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.bench.proxy;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
