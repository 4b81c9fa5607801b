package dev.gatehouse.gateway.webhook;

import dev.gatehouse.common.testing.OnH2;

final class H2DeliveryTest extends DeliveryContract implements OnH2 {}
