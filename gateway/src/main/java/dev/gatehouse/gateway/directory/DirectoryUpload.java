package dev.gatehouse.gateway.directory;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Mistake;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The body of an import: a list of up to 512 MiB, which goes into a temporary file as it arrives, or a small {@code {url}}.
 * Both are JSON. It is an address only if it has at most 8 KB, a {@code url} and no {@code resourceType}.
 */
final class DirectoryUpload {
    private static final int MOST_SMALL = 8 * 1024;
    private static final JsonFactory JSON = new JsonFactory();

    private final Vertx vertx;
    private final Directory directory;

    DirectoryUpload(Vertx vertx, Directory directory) {
        this.vertx = vertx;
        this.directory = directory;
    }

    Future<ImportReport> take(String ehr, HttpServerRequest request) {
        if (!directory.knows(ehr)) {
            return Future.failedFuture(Directory.unknown());
        }
        long length = declaredLength(request);
        if (length > DirectoryImport.MOST_BYTES) {
            return Future.failedFuture(CountedStream.tooLarge(DirectoryImport.MOST_BYTES));
        }
        return length >= 0 && length <= MOST_SMALL ? takeSmall(ehr, request) : takeFile(ehr, request);
    }

    private Future<ImportReport> takeSmall(String ehr, HttpServerRequest request) {
        Future<Buffer> body = request.body();
        request.resume();
        return body.compose(bytes -> takeSmall(ehr, bytes));
    }

    /** Negative if it is not known. */
    private static long declaredLength(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private Future<ImportReport> takeSmall(String ehr, Buffer body) {
        byte[] bytes = body.getBytes();
        Optional<String> url = url(bytes);
        if (url.isEmpty()) {
            return directory.importFrom(ehr, () -> new ByteArrayInputStream(bytes));
        }
        try {
            return directory.importFromUrl(ehr, URI.create(url.get().strip()));
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(new Failure.Invalid(
                    "input-invalid",
                    "One field needs another look.",
                    List.of(new Mistake("url", "should be an absolute https address"))));
        }
    }

    /** The top-level {@code url} of an object without {@code resourceType}; empty for everything else. */
    private static Optional<String> url(byte[] body) {
        Optional<String> url = Optional.empty();
        try (JsonParser json = JSON.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                JsonToken value = json.nextToken();
                if (field.equals("resourceType")) {
                    return Optional.empty();
                }
                if (field.equals("url") && value == JsonToken.VALUE_STRING) {
                    url = Optional.of(json.getText());
                }
                json.skipChildren();
            }
            return url;
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Future<ImportReport> takeFile(String ehr, HttpServerRequest request) {
        request.pause();
        return vertx.fileSystem()
                .createTempFile("gatehouse-directory-", ".json")
                .compose(name -> save(request, name)
                        .compose(saved -> directory.importFrom(ehr, () -> Files.newInputStream(Path.of(name))))
                        .eventually(() -> vertx.fileSystem().delete(name)));
    }

    private Future<Void> save(HttpServerRequest request, String name) {
        return vertx.fileSystem()
                .open(name, new OpenOptions().setWrite(true).setTruncateExisting(true))
                .compose(file -> request.pipeTo(new LimitedFile(file, DirectoryImport.MOST_BYTES)));
    }
}
