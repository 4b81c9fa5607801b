package dev.gatehouse.common.database;

import dev.gatehouse.common.testing.OnPostgres;

final class PostgresUnitOfWorkIT extends UnitOfWorkContract implements OnPostgres {}
