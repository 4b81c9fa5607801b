package dev.gatehouse.gateway.webhook;

import dev.gatehouse.common.testing.OnH2;

final class H2EndpointTest extends EndpointContract implements OnH2 {}
