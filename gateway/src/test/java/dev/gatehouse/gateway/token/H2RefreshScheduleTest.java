package dev.gatehouse.gateway.token;

import dev.gatehouse.common.testing.OnH2;

final class H2RefreshScheduleTest extends RefreshScheduleContract implements OnH2 {
    H2RefreshScheduleTest() {
        super(false);
    }
}
