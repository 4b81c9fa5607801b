package dev.gatehouse.gateway.webhook;

import dev.gatehouse.common.notice.SentNotice;
import io.vertx.core.Future;

/** Carries one notice to one receiver. */
@FunctionalInterface
interface Sender {

    /** One try. Whatever the other side does is an outcome; the future fails only for reasons of our own. */
    Future<Outcome> send(Delivery delivery, SentNotice notice);
}
