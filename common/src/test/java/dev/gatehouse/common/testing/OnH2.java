package dev.gatehouse.common.testing;

import dev.gatehouse.common.database.DatabaseSettings;
import java.nio.file.Path;

/** A contract on H2, in a real file with the product's own settings. */
public non-sealed interface OnH2 extends TestServer {
    @Override
    default DatabaseSettings newDatabase(Path directory) {
        return DatabaseSettings.h2(directory, "test-only");
    }
}
