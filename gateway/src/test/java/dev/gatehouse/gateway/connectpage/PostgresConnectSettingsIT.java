package dev.gatehouse.gateway.connectpage;

import dev.gatehouse.common.testing.OnPostgres;

final class PostgresConnectSettingsIT extends ConnectSettingsContract implements OnPostgres {}
