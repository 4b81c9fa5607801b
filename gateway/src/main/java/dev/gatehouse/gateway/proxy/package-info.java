/**
 * The streaming FHIR proxy, {@code ANY /fhir/{connectionId}/{path…}}. Start with {@link
 * dev.gatehouse.gateway.proxy.ProxyRoutes}, which leads to {@link dev.gatehouse.gateway.proxy.FhirProxy}. Bodies pass through
 * byte for byte; only the practice's own links in a JSON answer are turned towards the gateway.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.gateway.proxy;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
