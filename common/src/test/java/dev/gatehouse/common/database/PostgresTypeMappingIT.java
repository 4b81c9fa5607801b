package dev.gatehouse.common.database;

import dev.gatehouse.common.testing.OnPostgres;

final class PostgresTypeMappingIT extends TypeMappingContract implements OnPostgres {}
