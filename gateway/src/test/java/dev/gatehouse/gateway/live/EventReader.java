package dev.gatehouse.gateway.live;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads a stream of events as a page would. */
final class EventReader implements AutoCloseable {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** @param data as it stands there */
    record Event(String name, @Nullable String id, String data) {}

    private final int status;
    private final InputStream body;
    private final BufferedReader lines;

    private EventReader(HttpResponse<InputStream> answer) {
        this.status = answer.statusCode();
        this.body = answer.body();
        this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    /** @param headers names and values in turn */
    static EventReader open(String gateway, String... headers) {
        try {
            EventReader reader = new EventReader(HTTP.send(
                    HttpRequest.newBuilder(URI.create(gateway + "/api/events"))
                            .headers(headers)
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream()));
            if (reader.status == 200) {
                reader.begun();
            }
            return reader;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void begun() throws IOException {
        String first = lines.readLine();
        if (first == null || !first.startsWith("retry:")) {
            throw new AssertionError("begins with " + first);
        }
    }

    int status() {
        return status;
    }

    String problem() {
        try {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next event, comments left out; null at the end of the stream. */
    @Nullable
    Event next() {
        try {
            String name = "message";
            String id = null;
            String data = null;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                } else if (line.isEmpty() && data != null) {
                    return new Event(name, id, data);
                }
            }
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Events up to the first that fits, that one included. */
    @CanIgnoreReturnValue
    List<Event> until(Predicate<Event> fits) {
        List<Event> read = new ArrayList<>();
        for (Event event = next(); event != null; event = next()) {
            read.add(event);
            if (fits.test(event)) {
                return read;
            }
        }
        throw new AssertionError("the stream ended after " + read);
    }

    @CanIgnoreReturnValue
    List<Event> untilTopic(String topic) {
        return until(event -> event.data().contains("\"topic\":\"" + topic + "\""));
    }

    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
