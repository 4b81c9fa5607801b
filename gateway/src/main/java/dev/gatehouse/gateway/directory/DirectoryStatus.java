package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.tenant.Author;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How fresh an EHR's directory is, and how it stays so.
 *
 * @param ehr key of the EHR profile
 * @param version number of the snapshot that counts; null before the first import
 * @param importedAt the last import that worked; null if there was none
 * @param practices in it
 * @param endpoints in it
 * @param failedAt the last import that failed, if none has worked since
 * @param failure why, one plain sentence
 * @param address where the list is read from by schedule; null if nowhere
 * @param ownAddress true if somebody set it instead of the profile's
 * @param every how often it is read; null for never
 * @param ownEvery true if somebody set it instead of the profile's
 * @param paused true if it is not read by schedule for now
 * @param last the newest import or undoing; null if there was none
 * @param undoable true if the last import can be undone
 * @param waiting numbers of the asking tenant's previews that wait for a yes, the newest only
 */
public record DirectoryStatus(
        String ehr,
        @Nullable Long version,
        @Nullable Instant importedAt,
        int practices,
        int endpoints,
        @Nullable Instant failedAt,
        @Nullable String failure,
        @Nullable URI address,
        boolean ownAddress,
        @Nullable Duration every,
        boolean ownEvery,
        boolean paused,
        @Nullable LastImport last,
        boolean undoable,
        List<Long> waiting) {

    public DirectoryStatus {
        waiting = List.copyOf(waiting);
    }

    /** When it is due to be read; null if never. */
    @Nullable
    Instant dueAt() {
        if (address == null || every == null || paused) {
            return null;
        }
        return importedAt == null ? Instant.EPOCH : importedAt.plus(every);
    }

    /**
     * @param source an address; null for a file
     * @param byKind who; null in what older versions wrote
     * @param byId who, if it was somebody of the asking tenant; null else
     * @param undo true if it took an import back
     */
    public record LastImport(
            Instant at,
            @Nullable String source,
            Author.@Nullable Kind byKind,
            @Nullable String byId,
            int added,
            int changed,
            int removed,
            int rejected,
            boolean undo) {}
}
