package dev.gatehouse.gateway.directory;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.gatehouse.common.ehr.DirectoryForm;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Mistake;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.TenantId;
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
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The body of an import: a list of up to 512 MiB, which goes into a temporary file as it arrives, or a small {@code {url}}
 * in JSON. It is an address only if it has at most 8 KB, a {@code url} and neither {@code resourceType} nor a list.
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

    /**
     * @param staged true if it is to wait for a yes
     * @param asking whose connections are counted where a host has moved; null for everybody's
     */
    Future<ImportReport> take(
            Author by, String ehr, HttpServerRequest request, boolean staged, @Nullable TenantId asking) {
        Optional<DirectoryForm> published = directory.form(ehr);
        if (published.isEmpty()) {
            return Future.failedFuture(Directory.unknown());
        }
        ImportOptions options;
        try {
            ImportOptions.Mode mode = staged ? ImportOptions.Mode.STAGE : mode(request);
            options = new ImportOptions(by, form(request, published.get()), mode, asking, null);
        } catch (Failure.Invalid refused) {
            return Future.failedFuture(refused);
        }
        long length = declaredLength(request);
        if (length > DirectoryImport.MOST_BYTES) {
            return Future.failedFuture(CountedStream.tooLarge(DirectoryImport.MOST_BYTES));
        }
        return length >= 0 && length <= MOST_SMALL ? takeSmall(ehr, request, options) : takeFile(ehr, request, options);
    }

    /** What {@code ?format=} says; else what a media type can mean for this EHR. */
    private static DirectoryForm form(HttpServerRequest request, DirectoryForm published) {
        String format = request.getParam("format");
        if (format != null) {
            return DirectoryForm.of(format)
                    .filter(form -> form != DirectoryForm.MANUAL)
                    .orElseThrow(() -> invalid(
                            "format", "should be one of fhir-bundle, smart-brands, fhir-search, json-array, csv"));
        }
        String header = Objects.requireNonNullElse(request.getHeader(HttpHeaders.CONTENT_TYPE), "");
        String type = header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return switch (type) {
            case "text/csv" -> DirectoryForm.CSV;
            case "application/fhir+json" -> isBundle(published) ? published : DirectoryForm.FHIR_BUNDLE;
            default -> published;
        };
    }

    private static boolean isBundle(DirectoryForm form) {
        return form == DirectoryForm.SMART_BRANDS || form == DirectoryForm.FHIR_SEARCH;
    }

    private static ImportOptions.Mode mode(HttpServerRequest request) {
        String text = Objects.requireNonNullElse(request.getParam("preview"), "false");
        if (!text.equals("true") && !text.equals("false")) {
            throw invalid("preview", "should be true or false");
        }
        return text.equals("true") ? ImportOptions.Mode.COMPARE : ImportOptions.Mode.NOW;
    }

    private static Failure.Invalid invalid(String path, String message) {
        return new Failure.Invalid(
                "input-invalid", "One field needs another look.", List.of(new Mistake(path, message)));
    }

    private Future<ImportReport> takeSmall(String ehr, HttpServerRequest request, ImportOptions options) {
        Future<Buffer> body = request.body();
        request.resume();
        return body.compose(bytes -> takeSmall(ehr, bytes, options));
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

    private Future<ImportReport> takeSmall(String ehr, Buffer body, ImportOptions options) {
        byte[] bytes = body.getBytes();
        Optional<String> url = url(bytes);
        if (url.isEmpty()) {
            return directory.importFrom(ehr, List.of(() -> new ByteArrayInputStream(bytes)), options);
        }
        try {
            return directory.importFromUrl(ehr, URI.create(url.get().strip()), options);
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(invalid("url", "should be an absolute https address"));
        }
    }

    /**
     * The top-level {@code url} of an object that is nothing else: without {@code resourceType} and without a list. Empty for
     * everything else.
     */
    private static Optional<String> url(byte[] body) {
        Optional<String> url = Optional.empty();
        try (JsonParser json = JSON.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                JsonToken value = json.nextToken();
                if (field.equals("resourceType") || value == JsonToken.START_ARRAY) {
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

    private Future<ImportReport> takeFile(String ehr, HttpServerRequest request, ImportOptions options) {
        request.pause();
        return vertx.fileSystem()
                .createTempFile("gatehouse-directory-", ".json")
                .compose(name -> save(request, name)
                        .compose(saved ->
                                directory.importFrom(ehr, List.of(() -> Files.newInputStream(Path.of(name))), options))
                        .eventually(() -> vertx.fileSystem().delete(name)));
    }

    private Future<Void> save(HttpServerRequest request, String name) {
        return vertx.fileSystem()
                .open(name, new OpenOptions().setWrite(true).setTruncateExisting(true))
                .compose(file -> request.pipeTo(new LimitedFile(file, DirectoryImport.MOST_BYTES)));
    }
}
