package dev.gatehouse.gateway.token;

import dev.gatehouse.common.testing.OnH2;

final class H2DueGrantTest extends DueGrantContract implements OnH2 {
    H2DueGrantTest() {
        super(false);
    }

    @Override
    int pickersAtOnce() {
        return 1;
    }
}
