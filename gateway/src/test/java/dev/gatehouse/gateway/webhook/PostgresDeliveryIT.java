package dev.gatehouse.gateway.webhook;

import dev.gatehouse.common.testing.OnPostgres;

final class PostgresDeliveryIT extends DeliveryContract implements OnPostgres {}
