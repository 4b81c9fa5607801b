package dev.gatehouse.gateway.app;

import dev.gatehouse.common.failure.StartRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** {@code node} in the data directory: what this node calls itself in the database it may share with others. */
final class NodeName {
    private static final String FILE = "node";

    private NodeName() {}

    /**
     * Read, or made. Blocking.
     *
     * @throws StartRefused if it is neither there nor can be made
     */
    static String of(Path dataDirectory) {
        Path file = dataDirectory.resolve(FILE);
        try {
            String name = Files.readString(file).strip();
            if (name.matches("[0-9a-f-]{36}")) {
                return name;
            }
        } catch (NoSuchFileException none) {
            // made below
        } catch (IOException e) {
            throw unusable(file, e);
        }
        try {
            String name = UUID.randomUUID().toString();
            Path next = dataDirectory.resolve(FILE + ".next");
            Files.writeString(next, name + "\n");
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
            return name;
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    private static StartRefused unusable(Path file, IOException cause) {
        return new StartRefused("The file " + file.toAbsolutePath() + " can't be read or written ("
                + cause.getClass().getSimpleName() + "). Nothing was changed.");
    }
}
