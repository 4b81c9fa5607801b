package dev.gatehouse.gateway.calls;

import dev.gatehouse.common.testing.OnPostgres;

final class PostgresCallLogIT extends CallLogContract implements OnPostgres {}
