package dev.gatehouse.gateway.access;

import dev.gatehouse.common.testing.OnPostgres;

final class PostgresAccessIT extends AccessContract implements OnPostgres {}
