package dev.gatehouse.gateway.operator;

import dev.gatehouse.common.tenant.TenantId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

@Entity
@Table(name = "operator_role")
class OperatorRoleRow {
    @Id
    String id;

    @Column(name = "operator_id")
    String operatorId;

    @Column(name = "tenant_id")
    String tenantId;

    @Column
    String role;

    @Column
    boolean locked;

    OperatorRoleRow() {}

    OperatorRoleRow(String operatorId, TenantId tenant, Role role) {
        this.id = id(operatorId, tenant);
        this.operatorId = operatorId;
        this.tenantId = tenant.value();
        this.role = role.name();
    }

    static String id(String operatorId, TenantId tenant) {
        return operatorId + "/" + tenant.value();
    }
}
