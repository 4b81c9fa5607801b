package dev.gatehouse.gateway.webhook;

import dev.gatehouse.common.testing.OnPostgres;

final class PostgresEndpointIT extends EndpointContract implements OnPostgres {}
