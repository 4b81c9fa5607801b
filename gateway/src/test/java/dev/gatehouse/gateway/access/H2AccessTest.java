package dev.gatehouse.gateway.access;

import dev.gatehouse.common.testing.OnH2;

final class H2AccessTest extends AccessContract implements OnH2 {}
