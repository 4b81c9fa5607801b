package dev.gatehouse.common.audit;

import dev.gatehouse.common.testing.OnH2;

final class H2AuditCheckTest extends AuditCheckContract implements OnH2 {}
