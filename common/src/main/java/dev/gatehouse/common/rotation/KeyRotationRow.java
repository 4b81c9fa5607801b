package dev.gatehouse.common.rotation;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "key_rotation")
class KeyRotationRow {
    /** The one place of a rotation that takes a new key into use. */
    private static final String LIVE = "live";

    @Id
    String id;

    @Column
    String keyset;

    @Column(name = "live_key")
    String liveKey;

    @Column
    @Enumerated(EnumType.STRING)
    RotationState state;

    @Column(name = "new_key")
    String newKey;

    @Column(name = "keep_old_seconds")
    long keepOldSeconds;

    @Column(name = "started_at")
    Instant startedAt;

    @Column(name = "due_at")
    Instant dueAt;

    @Column(name = "promoted_at")
    @Nullable
    Instant promotedAt;

    @Column(name = "drop_at")
    @Nullable
    Instant dropAt;

    @Column(name = "ended_at")
    @Nullable
    Instant endedAt;

    @Column(name = "at_column")
    String atColumn;

    @Column(name = "at_row")
    String atRow;

    @Column
    int passes;

    @Column
    long resealed;

    @Column
    long broken;

    @Version
    long version;

    KeyRotationRow() {}

    KeyRotationRow(String id, String keyset, RotationState state, String newKey, Duration keepOld, Instant now) {
        this.id = id;
        this.keyset = keyset;
        this.newKey = newKey;
        this.keepOldSeconds = keepOld.toSeconds();
        this.startedAt = now;
        this.atColumn = "";
        this.atRow = "";
        enter(state, now);
    }

    /** @param due when the next step may be taken */
    final void enter(RotationState next, Instant due) {
        state = next;
        dueAt = due;
        liveKey = next == RotationState.KEEPING || next.isOver() ? id : LIVE;
    }

    final void nextPass(Instant due) {
        atColumn = "";
        atRow = "";
        broken = 0;
        enter(RotationState.RESEALING, due);
    }

    final void end(RotationState how, Instant now) {
        enter(how, now);
        endedAt = now;
    }

    final int key() {
        return Integer.parseUnsignedInt(newKey, 16);
    }

    final KeyRotation toRotation() {
        return new KeyRotation(
                id, keyset, state, newKey, startedAt, promotedAt, dropAt, endedAt, passes, resealed, broken);
    }
}
