package dev.gatehouse.gateway.operator;

import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SealedColumn;
import dev.gatehouse.common.vault.SealedField;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "operator")
class OperatorRow {
    /** People belong to no tenant; their secrets are sealed as if to the one that always exists. */
    static final SealedColumn SEED = new SealedColumn("operator", "totp_seed");

    @Id
    String id;

    @Column(name = "tenant_id")
    String tenantId = TenantId.DEFAULT.value();

    @Column
    String email;

    @Column(name = "display_name")
    String displayName;

    @Column
    String state;

    @Column
    @Nullable
    String everywhere;

    @Column
    @Nullable
    String password;

    @Column(name = "totp_seed")
    byte @Nullable [] totpSeed;

    @Column(name = "totp_proven")
    boolean totpProven;

    @Column(name = "totp_step")
    long totpStep;

    @Column
    @Nullable
    String invitation;

    @Column(name = "invitation_ends_at")
    @Nullable
    Instant invitationEndsAt;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "last_sign_in_at")
    @Nullable
    Instant lastSignInAt;

    @Column
    int refused;

    @Column(name = "refused_until")
    @Nullable
    Instant refusedUntil;

    @Version
    long version;

    OperatorRow() {}

    SealedField seedPlace() {
        return SEED.place(tenantId, id, 0);
    }

    boolean hasTotp() {
        return totpSeed != null && totpProven;
    }

    Operator toOperator(List<OperatorRoleRow> roles) {
        Map<TenantId, Role> byTenant = roles.stream()
                .collect(Collectors.toMap(each -> new TenantId(each.tenantId), each -> Role.valueOf(each.role)));
        Set<TenantId> lockedIn = roles.stream()
                .filter(each -> each.locked)
                .map(each -> new TenantId(each.tenantId))
                .collect(Collectors.toSet());
        return new Operator(
                id,
                email,
                displayName,
                Operator.State.valueOf(state),
                everywhere == null ? null : Role.valueOf(everywhere),
                byTenant,
                lockedIn,
                password != null,
                hasTotp(),
                createdAt,
                lastSignInAt);
    }
}
