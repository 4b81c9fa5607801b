package dev.gatehouse.gateway.operator;

import dev.gatehouse.common.testing.OnH2;

final class H2OperatorStoreTest extends OperatorStoreContract implements OnH2 {}
