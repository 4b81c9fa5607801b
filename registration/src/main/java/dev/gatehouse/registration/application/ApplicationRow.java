package dev.gatehouse.registration.application;

import dev.gatehouse.common.ehr.ApplicationType;
import dev.gatehouse.common.ehr.ClientAuthentication;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.json.JsonObject;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "application")
class ApplicationRow {
    @Id
    String id;

    @Column(name = "tenant_id")
    String tenantId;

    @Column
    String slug;

    @Column
    String ehr;

    @Column
    @Enumerated(EnumType.STRING)
    Environment environment;

    @Column
    @Enumerated(EnumType.STRING)
    ApplicationType type;

    @Column
    String name;

    @Column
    String scopes;

    @Column(name = "client_auth")
    @Enumerated(EnumType.STRING)
    ClientAuthentication clientAuth;

    @Column(name = "launch_return_url")
    @Nullable
    String launchReturnUrl;

    @Column
    @Nullable
    String smart;

    @Column(name = "read_only")
    @Nullable
    Boolean readOnly;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "updated_at")
    Instant updatedAt;

    @Version
    long version;

    ApplicationRow() {}

    ApplicationRow(Application application) {
        id = application.id();
        tenantId = application.tenant().value();
        slug = application.key();
        ehr = application.ehr();
        environment = application.environment();
        type = application.type();
        createdAt = application.createdAt();
        change(application);
    }

    /** Takes over what may change. */
    final void change(Application application) {
        name = application.name();
        scopes = String.join(" ", application.scopes());
        clientAuth = application.clientAuthentication();
        launchReturnUrl = application.launchReturnUrl() == null
                ? null
                : application.launchReturnUrl().toString();
        smart = application.smart().isNone()
                ? null
                : application.smart().toJson().encode();
        readOnly = application.readOnly();
        updatedAt = application.updatedAt();
    }

    Application toApplication() {
        return new Application(
                id,
                new TenantId(tenantId),
                slug,
                ehr,
                environment,
                type,
                name,
                scopes.isEmpty() ? List.of() : List.of(scopes.split(" ", -1)),
                clientAuth,
                launchReturnUrl == null ? null : URI.create(launchReturnUrl),
                smart == null ? SmartSettings.NONE : SmartSettings.of(new JsonObject(smart)),
                readOnly,
                createdAt,
                updatedAt);
    }
}
