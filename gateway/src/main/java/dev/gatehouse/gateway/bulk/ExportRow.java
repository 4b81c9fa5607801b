package dev.gatehouse.gateway.bulk;

import dev.gatehouse.common.ehr.EhrFacts;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.FileKey;
import dev.gatehouse.common.vault.SealedField;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.connection.ConnectionId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "bulk_export")
class ExportRow {
    private static final int LONGEST_CAUSE = 400;

    @Id
    String id;

    @Column(name = "tenant_id")
    String tenantId;

    @Column(name = "connection_id")
    String connectionId;

    @Column(name = "export_level")
    String level;

    @Column(name = "group_id")
    @Nullable
    String groupId;

    @Column
    String types;

    @Column(name = "since_at")
    @Nullable
    Instant since;

    @Column(name = "type_filters")
    byte @Nullable [] typeFilters;

    @Column(name = "output_format")
    String outputFormat;

    @Column
    String state;

    @Column
    @Nullable
    String node;

    @Column
    long lease;

    @Column(name = "due_at")
    Instant dueAt;

    @Column
    int setbacks;

    @Column
    int polls;

    @Column
    @Nullable
    String progress;

    @Column(name = "progress_percent")
    @Nullable
    Integer percent;

    @Column(name = "status_url")
    byte @Nullable [] statusUrl;

    @Column(name = "data_key")
    byte[] dataKey;

    @Column(name = "files_total")
    int filesTotal;

    @Column(name = "files_done")
    int filesDone;

    @Column(name = "bytes_done")
    long bytesDone;

    @Column(name = "cause_code")
    @Nullable
    String causeCode;

    @Column(name = "cause_text")
    @Nullable
    String causeText;

    @Column(name = "release_at")
    @Nullable
    Instant releaseAt;

    @Column(name = "release_tries")
    int releaseTries;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "started_at")
    @Nullable
    Instant startedAt;

    @Column(name = "ended_at")
    @Nullable
    Instant endedAt;

    @Column(name = "removed_at")
    @Nullable
    Instant removedAt;

    ExportRow() {}

    ExportRow(String id, TenantId tenant, ExportWish wish, FileKey key, Sealer sealer, Instant now) {
        this.id = id;
        tenantId = tenant.value();
        connectionId = wish.connection().value();
        level = wish.level().name().toLowerCase(Locale.ROOT);
        groupId = wish.groupId();
        types = String.join(",", wish.types());
        since = wish.since();
        typeFilters = wish.typeFilters().isEmpty()
                ? null
                : sealer.seal(new SecretText(String.join("\n", wish.typeFilters())), place("type_filters"));
        outputFormat = wish.outputFormat();
        state = ExportState.QUEUED.text();
        dueAt = now;
        dataKey = sealer.sealBytes(key.bytes(), place("data_key"));
        createdAt = now;
    }

    private SealedField place(String column) {
        return new SealedField(new TenantId(tenantId), "bulk_export", column, id, 0);
    }

    TenantId tenant() {
        return new TenantId(tenantId);
    }

    FileKey key(Sealer sealer) {
        return FileKey.of(sealer.openBytes(dataKey, place("data_key")));
    }

    /** Null before the EHR gave one. */
    @Nullable
    String status(Sealer sealer) {
        return statusUrl == null
                ? null
                : sealer.open(statusUrl, place("status_url")).reveal();
    }

    void status(String url, Sealer sealer) {
        statusUrl = sealer.seal(new SecretText(url), place("status_url"));
    }

    ExportState state() {
        return ExportState.of(state).orElseThrow();
    }

    /** Goes on at that time; the last step went well. */
    void next(ExportState next, Instant at) {
        state = next.text();
        dueAt = at;
        setbacks = 0;
        causeCode = null;
        causeText = null;
    }

    /** The same step is tried again at that time. */
    void heldUp(Failure why, Instant at) {
        setbacks++;
        dueAt = at;
        because(why);
    }

    void end(ExportState how, @Nullable Failure why, Instant now) {
        state = how.text();
        endedAt = now;
        dueAt = now;
        causeCode = null;
        causeText = null;
        if (why != null) {
            because(why);
        }
    }

    private void because(Failure why) {
        causeCode = why.code();
        String text = why.detail();
        causeText = text.length() > LONGEST_CAUSE ? text.substring(0, LONGEST_CAUSE) : text;
    }

    ExportWish wish(Sealer sealer) {
        return new ExportWish(
                new ConnectionId(connectionId),
                EhrFacts.Level.valueOf(level.toUpperCase(Locale.ROOT)),
                groupId,
                types.isEmpty() ? List.of() : Arrays.asList(types.split(",")),
                since,
                typeFilters == null
                        ? List.of()
                        : sealer.open(typeFilters, place("type_filters"))
                                .reveal()
                                .lines()
                                .toList(),
                outputFormat);
    }

    Export toExport(Sealer sealer) {
        return new Export(
                id,
                new TenantId(tenantId),
                wish(sealer),
                state(),
                progress,
                percent,
                filesTotal,
                filesDone,
                bytesDone,
                causeCode,
                causeText,
                createdAt,
                startedAt,
                endedAt,
                removedAt);
    }
}
