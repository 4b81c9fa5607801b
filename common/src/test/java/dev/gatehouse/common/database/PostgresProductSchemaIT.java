package dev.gatehouse.common.database;

import dev.gatehouse.common.testing.OnPostgres;

final class PostgresProductSchemaIT extends ProductSchemaContract implements OnPostgres {}
