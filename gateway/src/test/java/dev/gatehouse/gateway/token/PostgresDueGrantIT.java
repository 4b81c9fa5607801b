package dev.gatehouse.gateway.token;

import dev.gatehouse.common.testing.OnPostgres;

final class PostgresDueGrantIT extends DueGrantContract implements OnPostgres {
    PostgresDueGrantIT() {
        super(true);
    }

    @Override
    int pickersAtOnce() {
        return 6;
    }
}
