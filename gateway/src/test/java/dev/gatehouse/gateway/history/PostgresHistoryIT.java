package dev.gatehouse.gateway.history;

import dev.gatehouse.common.testing.OnPostgres;

final class PostgresHistoryIT extends HistoryContract implements OnPostgres {}
