package dev.gatehouse.common.backup;

import dev.gatehouse.common.database.DatabaseSettings;
import dev.gatehouse.common.database.H2File;
import dev.gatehouse.common.database.HeldOpen;
import dev.gatehouse.common.database.Sentinel;
import dev.gatehouse.common.failure.StartRefused;
import dev.gatehouse.common.vault.KeyRing;
import dev.gatehouse.common.vault.Keyset;
import dev.gatehouse.common.vault.MasterKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a data directory on H2 holds, found out on a copy: the directory itself is not changed.
 *
 * @param note what the node remembers of the database
 * @param noteTrouble why the note can't be read
 * @param facts of the database; empty if it is empty, or can't be read
 * @param trouble why the database can't be read
 * @param rows by table
 * @param newer how many entries of the journal are newer than what the database has
 */
public record StoreLook(
        Optional<Sentinel> note,
        Optional<String> noteTrouble,
        Optional<H2File.Facts> facts,
        Optional<String> trouble,
        Map<String, Long> rows,
        long newer) {

    /** What a start would say, and what helps. */
    public enum Verdict {
        /** A start takes it. */
        WELL,
        /** There has never been anything here. */
        NEW,
        /** The note can't be read; the database can. */
        NOTE_DAMAGED,
        OLDER,
        EMPTY,
        ANOTHER,
        DAMAGED,
        GONE
    }

    /**
     * Looks.
     *
     * @param journal the newest generation of each connection in the journal
     * @param generations a select of the same from the database
     * @throws IOException if there is no room for a copy, or the directory can't be read
     */
    public static StoreLook at(Path dataDirectory, MasterKey master, Map<String, Long> journal, String generations)
            throws IOException {
        Optional<Sentinel> note = Optional.empty();
        String noteTrouble = null;
        try {
            note = Sentinel.read(dataDirectory);
        } catch (StartRefused unreadable) {
            noteTrouble = unreadable.getMessage();
        }
        if (Files.notExists(dataDirectory.resolve(H2File.NAME))) {
            return found(note, noteTrouble, null, null, Map.of(), 0);
        }
        try (WorkFolder work = WorkFolder.in(dataDirectory)) {
            Files.copy(dataDirectory.resolve(H2File.NAME), work.path().resolve(H2File.NAME));
            DatabaseSettings settings =
                    DatabaseSettings.h2(work.path(), master.databasePassword().reveal());
            try (HeldOpen held = HeldOpen.of(settings, master.databaseUser())) {
                H2File database = new H2File(held.settings());
                Optional<H2File.Facts> facts = database.facts();
                if (facts.isEmpty()) {
                    return found(note, noteTrouble, null, null, Map.of(), 0);
                }
                byte[] wrapped = facts.get().instance().wrappedKeyset().orElseThrow(StoreLook::noKeys);
                if (KeyRing.unwrap(wrapped, master).keys(Keyset.SEALING).isEmpty()) {
                    throw noKeys();
                }
                Map<String, Long> rows = database.readAll();
                return found(
                        note,
                        noteTrouble,
                        facts.get(),
                        null,
                        rows,
                        newer(journal, database.numbersByText(generations)));
            } catch (StartRefused refused) {
                return found(note, noteTrouble, null, refused.getMessage(), Map.of(), 0);
            }
        }
    }

    private static StartRefused noKeys() {
        return new StartRefused("The database holds no keys.");
    }

    private static StoreLook found(
            Optional<Sentinel> note,
            @Nullable String noteTrouble,
            H2File.@Nullable Facts facts,
            @Nullable String trouble,
            Map<String, Long> rows,
            long newer) {
        return new StoreLook(
                note,
                Optional.ofNullable(noteTrouble),
                Optional.ofNullable(facts),
                Optional.ofNullable(trouble),
                Map.copyOf(rows),
                newer);
    }

    private static long newer(Map<String, Long> journal, Map<String, Long> database) {
        return journal.entrySet().stream()
                .filter(each -> database.containsKey(each.getKey()) && database.get(each.getKey()) < each.getValue())
                .count();
    }

    /** @param dataDirectory the one that was looked at */
    public Verdict verdict(Path dataDirectory) {
        if (trouble.isPresent()) {
            return Verdict.DAMAGED;
        }
        if (facts.isEmpty()) {
            boolean file = Files.exists(dataDirectory.resolve(H2File.NAME));
            if (note.isEmpty() && noteTrouble.isEmpty()) {
                return file ? Verdict.EMPTY : Verdict.NEW;
            }
            return file ? Verdict.EMPTY : Verdict.GONE;
        }
        if (noteTrouble.isPresent()) {
            return Verdict.NOTE_DAMAGED;
        }
        if (note.isEmpty()) {
            return Verdict.WELL;
        }
        if (!note.get().databaseId().equals(facts.get().instance().databaseId())) {
            return Verdict.ANOTHER;
        }
        return facts.get().instance().generation() < note.get().generation() ? Verdict.OLDER : Verdict.WELL;
    }
}
