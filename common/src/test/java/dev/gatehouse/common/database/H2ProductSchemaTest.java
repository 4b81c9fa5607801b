package dev.gatehouse.common.database;

import dev.gatehouse.common.testing.OnH2;

final class H2ProductSchemaTest extends ProductSchemaContract implements OnH2 {}
