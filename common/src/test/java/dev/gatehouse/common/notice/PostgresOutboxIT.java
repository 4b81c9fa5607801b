package dev.gatehouse.common.notice;

import dev.gatehouse.common.testing.OnPostgres;

final class PostgresOutboxIT extends OutboxContract implements OnPostgres {}
