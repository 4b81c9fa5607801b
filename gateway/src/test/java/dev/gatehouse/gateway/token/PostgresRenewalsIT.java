package dev.gatehouse.gateway.token;

import dev.gatehouse.common.testing.OnPostgres;

final class PostgresRenewalsIT extends RenewalsContract implements OnPostgres {}
