/**
 * Telling others: the tenants' webhook endpoints, and the deliveries of notices to them and by mail. Start at {@link
 * dev.gatehouse.gateway.webhook.DeliverySchedule}, which takes notices out of the outbox and sends them.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.gateway.webhook;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
