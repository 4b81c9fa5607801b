package dev.gatehouse.sandbox.fault;

import java.time.Instant;

/**
 * Something a client did that a correct client does not do.
 *
 * @param name stable, kebab-case: {@code duplicate-param}, {@code missing-param}, {@code aud-not-exact}, {@code state-weak},
 *     {@code challenge-form}, {@code challenge-reuse}, {@code verifier-form}, {@code redirect-uri}, {@code secret-in-front-channel},
 *     {@code content-type}, {@code two-auth-methods}, {@code token-in-query}, {@code query-on-token-endpoint},
 *     {@code code-reuse}, {@code refresh-reuse}, {@code refresh-scope}, {@code token-on-discovery},
 *     {@code token-elsewhere}, {@code double-slash}, {@code aud}, {@code assertion-form}, {@code exp-far},
 *     {@code jti-replay}, {@code kid-unknown}, {@code jwks-private}, {@code bearer-form}
 * @param detail which parameter, never its value if that is secret
 * @param request sequence number of the request in the log
 * @param at when
 */
public record Violation(String name, String detail, long request, Instant at) {}
