package dev.gatehouse.gateway.connection;

import dev.gatehouse.common.testing.OnH2;

final class H2ConnectionListTest extends ConnectionListContract implements OnH2 {}
