package dev.gatehouse.gateway.history;

import dev.gatehouse.common.testing.OnH2;

final class H2HistoryTest extends HistoryContract implements OnH2 {}
