package dev.gatehouse.common.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder of backups whose names tell when they were begun. Only the newest are kept; files of other names are left alone.
 * Blocking.
 */
public final class BackupFolder {
    private static final Pattern NAME = Pattern.compile("gatehouse-(\\d{8}T\\d{6}Z)(?:-(\\d{1,3}))?\\.backup");
    private static final Pattern LEFT = Pattern.compile(NAME.pattern() + "\\.partial");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Path path;
    private final int most;

    /** @param most how many are kept */
    public BackupFolder(Path path, int most) {
        this.path = path;
        this.most = most;
    }

    public Path path() {
        return path;
    }

    /**
     * One of its files, by its name only: whether it opens nobody has looked.
     *
     * @param turn from 1, among those begun in the same second
     */
    public record Kept(String name, Path file, long bytes, Instant madeAt, int turn) {}

    /** The name of a backup that is begun now. */
    public static String name(Instant begun) {
        return "gatehouse-" + TIME.format(begun) + ".backup";
    }

    /** Makes the folder, mode 0700, if it is not there, and answers where a backup that is begun now belongs. */
    public Path next(Instant begun) throws IOException {
        if (Files.notExists(path)) {
            Files.createDirectories(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        String name = name(begun);
        int before = list().stream()
                .filter(each -> each.madeAt().equals(begun.truncatedTo(ChronoUnit.SECONDS)))
                .mapToInt(Kept::turn)
                .max()
                .orElse(0);
        return path.resolve(before == 0 ? name : name.replace(".backup", "-" + (before + 1) + ".backup"));
    }

    /** Newest first; none if there is no folder. */
    public List<Kept> list() throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        List<Kept> found = new ArrayList<>();
        try (Stream<Path> all = Files.list(path)) {
            for (Path each : all.toList()) {
                kept(each).ifPresent(found::add);
            }
        }
        found.sort(
                Comparator.comparing(Kept::madeAt).thenComparingInt(Kept::turn).reversed());
        return List.copyOf(found);
    }

    /** Empty if there is no backup of this name; a name with a way in it is none. */
    public Optional<Kept> of(String name) throws IOException {
        return NAME.matcher(name).matches() ? kept(path.resolve(name)) : Optional.empty();
    }

    private static Optional<Kept> kept(Path file) throws IOException {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (!name.matches() || !Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            Instant begun = TIME.parse(name.group(1), Instant::from);
            int turn = name.group(2) == null ? 1 : Integer.parseInt(name.group(2));
            return Optional.of(new Kept(name.group(), file, Files.size(file), begun, turn));
        } catch (DateTimeParseException | NoSuchFileException notOurs) {
            return Optional.empty();
        }
    }

    /** Removes all but the newest, and what backups that were cut off have left. Only while none is made. */
    public void tidy() throws IOException {
        List<Kept> all = list();
        for (Kept each : all.subList(Math.min(most, all.size()), all.size())) {
            Files.deleteIfExists(each.file());
        }
        for (Path each : Durable.files(path)) {
            if (LEFT.matcher(each.getFileName().toString()).matches()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
