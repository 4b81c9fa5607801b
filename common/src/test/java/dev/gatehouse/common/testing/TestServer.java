package dev.gatehouse.common.testing;

import dev.gatehouse.common.database.DatabaseSettings;
import java.nio.file.Path;

/** Where a {@link DatabaseContract} finds its database: {@link OnH2} or {@link OnPostgres}. */
public sealed interface TestServer permits OnH2, OnPostgres, DatabaseContract {
    /** An empty database of its own, in {@code directory} if it is a file. */
    DatabaseSettings newDatabase(Path directory);
}
