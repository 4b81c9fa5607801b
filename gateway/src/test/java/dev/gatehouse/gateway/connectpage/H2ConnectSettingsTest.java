package dev.gatehouse.gateway.connectpage;

import dev.gatehouse.common.testing.OnH2;

final class H2ConnectSettingsTest extends ConnectSettingsContract implements OnH2 {}
