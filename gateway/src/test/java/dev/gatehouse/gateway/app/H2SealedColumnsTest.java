package dev.gatehouse.gateway.app;

import dev.gatehouse.common.testing.OnH2;

final class H2SealedColumnsTest extends SealedColumnsContract implements OnH2 {}
