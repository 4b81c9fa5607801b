package dev.gatehouse.gateway.connection;

import dev.gatehouse.common.testing.OnPostgres;

final class PostgresConnectionListIT extends ConnectionListContract implements OnPostgres {}
