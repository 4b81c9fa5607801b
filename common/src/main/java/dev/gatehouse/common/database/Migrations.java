package dev.gatehouse.common.database;

import dev.gatehouse.common.failure.StartRefused;
import java.util.Arrays;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;

/** The numbered SQL files of {@code db/migration}, one set for both databases. Blocking: for start-up only. */
final class Migrations {
    private Migrations() {}

    /** Brings the schema up to date, or refuses if it was written by a newer version of Gatehouse. */
    static void run(DatabaseSettings settings) {
        Flyway flyway = Flyway.configure()
                .dataSource(settings.jdbcUrl(), settings.user(), settings.password())
                .locations("classpath:db/migration")
                .load();
        MigrationVersion newest = Arrays.stream(flyway.info().all())
                .filter(each -> !each.getState().name().startsWith("FUTURE"))
                .map(MigrationInfo::getVersion)
                .max(MigrationVersion::compareTo)
                .orElseThrow();
        Optional.ofNullable(flyway.info().current())
                .map(MigrationInfo::getVersion)
                .filter(current -> current.compareTo(newest) > 0)
                .ifPresent(current -> {
                    throw new StartRefused("The database was written by a newer Gatehouse (schema " + current
                            + ", this one knows " + newest + "). Start that version, or restore a backup.");
                });
        flyway.migrate();
    }
}
