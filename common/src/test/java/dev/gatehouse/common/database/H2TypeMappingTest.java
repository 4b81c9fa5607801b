package dev.gatehouse.common.database;

import dev.gatehouse.common.testing.OnH2;

final class H2TypeMappingTest extends TypeMappingContract implements OnH2 {}
