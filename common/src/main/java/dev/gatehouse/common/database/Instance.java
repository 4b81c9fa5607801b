package dev.gatehouse.common.database;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a database says of itself: its id, how far it has come, and the keys it was sealed with. */
public final class Instance {
    private final String databaseId;
    private final long generation;
    private final byte @Nullable [] keyCheck;
    private final byte @Nullable [] wrappedKeyset;

    Instance(String databaseId, long generation, byte @Nullable [] keyCheck, byte @Nullable [] wrappedKeyset) {
        this.databaseId = databaseId;
        this.generation = generation;
        this.keyCheck = keyCheck;
        this.wrappedKeyset = wrappedKeyset;
    }

    /** Random, made with the database; a restored backup keeps it. */
    public String databaseId() {
        return databaseId;
    }

    /** Only grows: about once a second while anything is written, so an older one means lost writes. */
    public long generation() {
        return generation;
    }

    /** A text sealed with the master key, by which a wrong key is known; empty until keys are kept. */
    public Optional<byte[]> keyCheck() {
        return Optional.ofNullable(keyCheck).map(byte[]::clone);
    }

    /** The keyset, readable only with the master key; empty until keys are kept. */
    public Optional<byte[]> wrappedKeyset() {
        return Optional.ofNullable(wrappedKeyset).map(byte[]::clone);
    }
}
