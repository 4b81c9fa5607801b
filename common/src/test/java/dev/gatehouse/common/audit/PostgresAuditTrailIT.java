package dev.gatehouse.common.audit;

import dev.gatehouse.common.testing.OnPostgres;

final class PostgresAuditTrailIT extends AuditTrailContract implements OnPostgres {}
