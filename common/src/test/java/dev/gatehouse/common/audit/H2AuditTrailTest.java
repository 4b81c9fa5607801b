package dev.gatehouse.common.audit;

import dev.gatehouse.common.testing.OnH2;

final class H2AuditTrailTest extends AuditTrailContract implements OnH2 {}
