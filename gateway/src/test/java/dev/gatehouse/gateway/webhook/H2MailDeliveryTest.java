package dev.gatehouse.gateway.webhook;

import dev.gatehouse.common.testing.OnH2;

final class H2MailDeliveryTest extends MailDeliveryContract implements OnH2 {}
