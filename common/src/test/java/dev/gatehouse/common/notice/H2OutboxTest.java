package dev.gatehouse.common.notice;

import dev.gatehouse.common.testing.OnH2;

final class H2OutboxTest extends OutboxContract implements OnH2 {}
