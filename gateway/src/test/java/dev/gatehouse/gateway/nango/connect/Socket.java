package dev.gatehouse.gateway.nango.connect;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The web socket of a page behind a popup. */
final class Socket implements AutoCloseable {
    private final BlockingQueue<JsonObject> frames = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> closed = new LinkedBlockingQueue<>();
    private final WebSocket socket;
    private final String id;

    private Socket(String url, String origin) {
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Origin", origin)
                .buildAsync(URI.create(url.replaceFirst("^http", "ws")), new Ears())
                .join();
        JsonObject greeting = next();
        if (!"connection_ack".equals(greeting.getString("message_type"))) {
            throw new AssertionError("greeted with " + greeting);
        }
        id = greeting.getString("ws_client_id");
    }

    private final class Ears implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            frames.add(new JsonObject(data.toString()));
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed.add(code);
            return null;
        }
    }

    static Socket open(String url) {
        return open(url, "https://app.example.org");
    }

    static Socket open(String url, String origin) {
        return new Socket(url, origin);
    }

    String id() {
        return id;
    }

    JsonObject next() {
        return taken(frames);
    }

    boolean heardNothing() {
        return frames.isEmpty();
    }

    @CanIgnoreReturnValue
    Socket says(String text) {
        socket.sendText(text, true).join();
        return this;
    }

    int closedWith() {
        return taken(closed);
    }

    private static <T> T taken(BlockingQueue<T> queue) {
        try {
            T next = queue.poll(30, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("the socket heard nothing");
            }
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        socket.abort();
    }
}
