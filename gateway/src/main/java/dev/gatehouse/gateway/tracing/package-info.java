/**
 * OpenTelemetry traces of proxied calls, if the operator wants them: spans are collected while a call runs and sent to the
 * operator's own collector, OTLP over HTTP with JSON. Start with {@link dev.gatehouse.gateway.tracing.Tracing}. A span names
 * methods, resource types and codes; never a value, an id or the name of a practice.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.gateway.tracing;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
