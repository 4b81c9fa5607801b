package dev.gatehouse.gateway.access;

import dev.gatehouse.common.tenant.TenantId;
import java.time.Instant;

/** An organisation or product line that owns data here. */
public record Tenant(TenantId id, String name, Instant createdAt) {}
