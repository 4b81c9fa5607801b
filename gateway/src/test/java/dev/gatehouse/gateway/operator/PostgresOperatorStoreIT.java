package dev.gatehouse.gateway.operator;

import dev.gatehouse.common.testing.OnPostgres;

final class PostgresOperatorStoreIT extends OperatorStoreContract implements OnPostgres {}
