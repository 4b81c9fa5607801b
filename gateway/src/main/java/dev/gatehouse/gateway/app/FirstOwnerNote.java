package dev.gatehouse.gateway.app;

import dev.gatehouse.common.vault.SecretText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/**
 * How the first owner makes an account: by a text in a file that nobody else can read. The file goes when there is somebody.
 */
final class FirstOwnerNote {
    private final Path file;

    FirstOwnerNote(Path dataDirectory) {
        this.file = dataDirectory.resolve("first-owner-token");
    }

    /** What to print; empty if there is somebody. */
    Optional<String> write(Gateway gateway) throws InterruptedException {
        try {
            Optional<SecretText> text = RunningGateway.await(gateway.inviteFirstOwner());
            Files.deleteIfExists(file);
            if (text.isEmpty()) {
                return Optional.empty();
            }
            write(text.get());
            return Optional.of(
                    "Nobody has an account yet. The one-time token of the first owner, good for a day, is in " + file
                            + ". Open " + gateway.publicUrl() + "/console/first-owner and paste it there.");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the first owner could not be invited", e.getCause());
        }
    }

    private void write(SecretText text) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text.reveal());
    }
}
