package dev.gatehouse.gateway.calls;

import dev.gatehouse.common.testing.OnH2;

final class H2CallLogTest extends CallLogContract implements OnH2 {}
