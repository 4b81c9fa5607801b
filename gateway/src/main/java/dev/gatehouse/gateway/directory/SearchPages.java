package dev.gatehouse.gateway.directory;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the pages of a FHIR search (FHIR R4, 3.1.1.4) by {@code Bundle.link} with the relation {@code next}, each into a
 * file. Only on the server of the first page; not twice the same; at most {@value #MOST_PAGES}.
 */
final class SearchPages {
    static final int MOST_PAGES = 2000;

    private final Function<URI, Future<Path>> download;
    private final WorkerExecutor workers;
    private final Set<String> seen = new HashSet<>();
    private final List<Path> files = new ArrayList<>();
    private long bytes;

    /** @param download fetches one page, with all rules for going out */
    SearchPages(Function<URI, Future<Path>> download, WorkerExecutor workers) {
        this.download = download;
        this.workers = workers;
    }

    /** All pages, as files that the caller deletes; after a failure there are none. For one search only. */
    Future<List<Path>> fetch(URI first) {
        return fetchFrom(first)
                .recover(failure -> workers.executeBlocking(() -> delete(files), false)
                        .transform(gone -> Future.failedFuture(failure)));
    }

    static @Nullable Void delete(List<Path> files) throws IOException {
        for (Path each : files) {
            Files.deleteIfExists(each);
        }
        return null;
    }

    private Future<List<Path>> fetchFrom(URI page) {
        if (!seen.add(page.toString())) {
            return Future.failedFuture(new DirectoryUnreadable("The pages of the list lead in a circle."));
        }
        if (seen.size() > MOST_PAGES) {
            return Future.failedFuture(new DirectoryUnreadable("The list has more than " + MOST_PAGES + " pages."));
        }
        return download.apply(page)
                .compose(file -> {
                    files.add(file);
                    return workers.executeBlocking(() -> next(file), false);
                })
                .compose(link -> link.isEmpty() ? Future.succeededFuture(files) : follow(page, link));
    }

    private Future<List<Path>> follow(URI page, String link) {
        URI next;
        try {
            String text = link.strip();
            // URI.resolve would cut the last segment for a query alone
            next = page.resolve(new URI(text.startsWith("?") ? page.getRawPath() + text : text));
        } catch (java.net.URISyntaxException e) {
            return Future.failedFuture(new DirectoryUnreadable("The address of the list's next page is no URL."));
        }
        if (!origin(next).equals(origin(page))) {
            return Future.failedFuture(new DirectoryUnreadable("The list's next page is on another server."));
        }
        return fetchFrom(next);
    }

    private static String origin(URI address) {
        String scheme = Objects.requireNonNullElse(address.getScheme(), "").toLowerCase(Locale.ROOT);
        String host = Objects.requireNonNullElse(address.getHost(), "").toLowerCase(Locale.ROOT);
        int port = address.getPort() >= 0 ? address.getPort() : scheme.equals("http") ? 80 : 443;
        return address.getRawUserInfo() == null ? scheme + "://" + host + ":" + port : "";
    }

    /** The address of the next page; empty at the end, and for a file that the import will refuse. */
    private String next(Path file) throws IOException {
        bytes += Files.size(file);
        if (bytes > DirectoryImport.MOST_BYTES) {
            throw CountedStream.tooLarge(DirectoryImport.MOST_BYTES);
        }
        try (InputStream in = Files.newInputStream(file);
                JsonParser json = ListJson.FACTORY.createParser(FileStart.json(in))) {
            String[] next = {""};
            if (json.nextToken() == JsonToken.START_OBJECT) {
                ListJson.object(json, field -> {
                    if (field.equals("link")) {
                        ListJson.each(json, () -> readLink(json, next));
                    } else {
                        json.skipChildren();
                    }
                });
            }
            return next[0];
        } catch (JsonProcessingException e) {
            return "";
        }
    }

    private static void readLink(JsonParser json, String[] next) throws IOException {
        String[] link = new String[2];
        ListJson.object(json, field -> {
            switch (field) {
                case "relation" -> link[0] = ListJson.text(json);
                case "url" -> link[1] = ListJson.text(json);
                default -> json.skipChildren();
            }
        });
        if ("next".equals(link[0]) && link[1] != null) {
            next[0] = link[1];
        }
    }
}
