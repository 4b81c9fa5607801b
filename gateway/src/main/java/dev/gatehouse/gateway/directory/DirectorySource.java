package dev.gatehouse.gateway.directory;

import java.io.IOException;
import java.io.InputStream;

/** Where a list is read from: a file, a resource. Opened once, on a worker thread, and closed by the import. */
@FunctionalInterface
public interface DirectorySource {
    InputStream open() throws IOException;
}
