package dev.gatehouse.common.database;

import dev.gatehouse.common.failure.StartRefused;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationVersion;

/**
 * The numbered SQL files of {@code db/migration}, one set for both databases; what the two can't share, such as triggers,
 * stands in a repeatable file of {@code db/h2} and of {@code db/postgresql}. Blocking: for start-up only.
 */
final class Migrations {
    static final String PRODUCT = "classpath:db/migration";

    private Migrations() {}

    /** Brings the schema up to date, or refuses if it was written by a newer version of Gatehouse. */
    static void run(DatabaseSettings settings, List<String> locations) {
        try {
            Flyway flyway = Flyway.configure()
                    .dataSource(settings.jdbcUrl(), settings.user(), settings.password())
                    .locations(Stream.concat(locations.stream(), own(settings, locations))
                            .toArray(String[]::new))
                    .load();
            refuseNewer(flyway.info());
            flyway.migrate();
        } catch (FlywayException e) {
            throw new StartRefused(
                    "The database could not be brought up to this version's schema. Restore the backup made before this"
                            + " version was installed, and start the version before; the log names the failed step.",
                    e);
        }
    }

    private static Stream<String> own(DatabaseSettings settings, List<String> locations) {
        return locations.contains(PRODUCT)
                ? Stream.of(settings.isH2() ? "classpath:db/h2" : "classpath:db/postgresql")
                : Stream.empty();
    }

    private static void refuseNewer(MigrationInfoService schema) {
        MigrationVersion newest = Arrays.stream(schema.all())
                .filter(each -> !each.getState().name().startsWith("FUTURE"))
                .map(MigrationInfo::getVersion)
                // repeatable ones have none
                .filter(Objects::nonNull)
                .max(MigrationVersion::compareTo)
                .orElseThrow();
        Optional.ofNullable(schema.current())
                .map(MigrationInfo::getVersion)
                .filter(current -> current.compareTo(newest) > 0)
                .ifPresent(current -> {
                    throw new StartRefused("The database was written by a newer Gatehouse (schema " + current
                            + ", this one knows " + newest + "). Start that version, or restore a backup.");
                });
    }
}
