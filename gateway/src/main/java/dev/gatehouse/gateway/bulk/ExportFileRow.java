package dev.gatehouse.gateway.bulk;

import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SealedField;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.common.vault.SecretText;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "bulk_export_file")
class ExportFileRow {
    @Id
    String id;

    @Column(name = "tenant_id")
    String tenantId;

    @Column(name = "export_id")
    String exportId;

    @Column
    int place;

    @Column
    String kind;

    @Column
    String type;

    @Column
    String name;

    @Column
    byte[] address;

    @Column(name = "needs_token")
    boolean needsToken;

    @Column
    @Nullable
    Long told;

    @Column
    boolean here;

    @Column
    @Nullable
    Long bytes;

    @Column
    @Nullable
    Long lines;

    @Column
    @Nullable
    String sha256;

    ExportFileRow() {}

    ExportFileRow(ExportRow export, ExportFile file, String url, Sealer sealer) {
        id = file.id();
        tenantId = export.tenantId;
        exportId = export.id;
        place = file.place();
        kind = file.kind().member();
        type = file.type();
        name = file.name();
        address(url, sealer);
        needsToken = file.needsToken();
        told = file.told();
    }

    void address(String url, Sealer sealer) {
        address = sealer.seal(new SecretText(url), field());
    }

    String address(Sealer sealer) {
        return sealer.open(address, field()).reveal();
    }

    private SealedField field() {
        return new SealedField(new TenantId(tenantId), "bulk_export_file", "address", id, 0);
    }

    void received(ExportFile.Received what) {
        here = true;
        bytes = what.bytes();
        lines = what.lines();
        sha256 = what.sha256();
    }

    void lost() {
        here = false;
        bytes = null;
        lines = null;
        sha256 = null;
    }

    ExportFile toFile() {
        return new ExportFile(
                id,
                place,
                Manifest.Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
                type,
                name,
                needsToken,
                told,
                here,
                bytes,
                lines,
                sha256);
    }
}
