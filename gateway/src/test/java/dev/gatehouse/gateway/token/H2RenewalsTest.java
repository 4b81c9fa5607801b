package dev.gatehouse.gateway.token;

import dev.gatehouse.common.testing.OnH2;

final class H2RenewalsTest extends RenewalsContract implements OnH2 {}
