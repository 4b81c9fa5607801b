package dev.gatehouse.gateway.token;

import dev.gatehouse.common.testing.OnPostgres;

final class PostgresRefreshScheduleIT extends RefreshScheduleContract implements OnPostgres {
    PostgresRefreshScheduleIT() {
        super(true);
    }
}
