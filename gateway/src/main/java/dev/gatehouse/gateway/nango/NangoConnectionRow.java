package dev.gatehouse.gateway.nango;

import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SealedField;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.common.vault.SecretText;
import io.vertx.core.json.JsonObject;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "nango_connection")
class NangoConnectionRow {
    @Id
    @Column(name = "connection_id")
    String connectionId;

    @Column(name = "tenant_id")
    String tenantId;

    @Column(name = "application_id")
    String applicationId;

    @Column
    @Nullable
    String alias;

    @Column
    boolean unnamed;

    @Column(name = "end_user_id")
    @Nullable
    String endUserId;

    @Column(name = "end_user_email")
    @Nullable
    String endUserEmail;

    @Column(name = "end_user_name")
    @Nullable
    String endUserName;

    @Column(name = "end_user_tags")
    @Nullable
    String endUserTags;

    @Column(name = "organization_id")
    @Nullable
    String organizationId;

    @Column(name = "organization_name")
    @Nullable
    String organizationName;

    @Column
    byte[] held;

    @Column(name = "held_generation")
    long heldGeneration;

    @Column(name = "updated_at")
    Instant updatedAt;

    @Version
    long version;

    final void take(Extras extras, Sealer sealer, Instant at) {
        alias = extras.alias();
        unnamed = extras.unnamed();
        NangoEndUser user = extras.endUser();
        endUserId = user == null ? null : user.id();
        endUserEmail = user == null ? null : user.email();
        endUserName = user == null ? null : user.displayName();
        endUserTags = user == null || user.tags() == null ? null : new JsonObject(Map.copyOf(user.tags())).encode();
        organizationId = user == null ? null : user.organizationId();
        organizationName = user == null ? null : user.organizationName();
        heldGeneration++;
        held = sealer.seal(new SecretText(extras.held().encode()), place());
        updatedAt = at;
    }

    /** @param tags of the connection */
    Extras toExtras(Sealer sealer, Map<String, String> tags) {
        NangoEndUser user = endUserId == null
                ? null
                : new NangoEndUser(
                        endUserId,
                        endUserEmail,
                        endUserName,
                        endUserTags == null ? null : NangoEndUser.texts(new JsonObject(endUserTags)),
                        organizationId,
                        organizationName);
        JsonObject kept = new JsonObject(sealer.open(held, place()).reveal());
        return Extras.of(alias, unnamed, user, tags, kept, updatedAt);
    }

    private SealedField place() {
        return new SealedField(new TenantId(tenantId), "nango_connection", "held", connectionId, heldGeneration);
    }
}
