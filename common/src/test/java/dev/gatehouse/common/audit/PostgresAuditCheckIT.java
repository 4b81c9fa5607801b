package dev.gatehouse.common.audit;

import dev.gatehouse.common.testing.OnPostgres;

final class PostgresAuditCheckIT extends AuditCheckContract implements OnPostgres {}
