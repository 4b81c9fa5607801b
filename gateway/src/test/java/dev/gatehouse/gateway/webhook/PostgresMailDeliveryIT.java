package dev.gatehouse.gateway.webhook;

import dev.gatehouse.common.testing.OnPostgres;

final class PostgresMailDeliveryIT extends MailDeliveryContract implements OnPostgres {}
