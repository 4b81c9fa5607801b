package dev.gatehouse.gateway.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.token.RefreshPace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Clients that hold connections and say next to nothing. */
@Tag("faults")
@ExtendWith(FaultTable.class)
final class SlowClientFaults {
    private static final int SILENT = 500;
    private static final int HEADS = 3_500;
    private static final int BODIES = 1_000;
    private static final int CALLS = 200;
    private static final Duration LONGEST = Duration.ofSeconds(13);

    @TempDir
    Path directory;

    @Scenario(
            id = "P7",
            fault = "5,000 sockets: silent, a byte of a head or of a body a second",
            expected = "each cut off by 13 s; p99 of calls beside them at most doubled (+50 ms)")
    void slow(Findings findings) throws IOException {
        try (LocalGateway gateway = LocalGateway.start(directory, RefreshPace.DEFAULT);
                Crowd crowd = new Crowd()) {
            Api api = gateway.api();
            InetSocketAddress there = new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port());
            List<Long> warm = times(findings, api);
            List<Long> before = times(findings, api);
            crowd.join(there, SILENT, "");
            crowd.join(there, HEADS, "GET /api/v1/tenants HTTP/1.1\r\nHost: localhost\r\nX-A: ");
            crowd.join(
                    there,
                    BODIES,
                    "POST /api/v1/tenants HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + Installation.KEY
                            + "\r\nContent-Length: 100000\r\nContent-Type: application/json\r\n\r\n{");
            Thread trickle = new Thread(crowd::trickle, "crowd");
            trickle.start();
            List<Long> meanwhile = new ArrayList<>();
            while (trickle.isAlive()) {
                meanwhile.addAll(times(findings, api));
            }
            Collections.sort(meanwhile);
            findings.rounds("%d sockets, %d calls", SILENT + HEADS + BODIES, meanwhile.size());
            findings.seen(
                    "%d of %d cut off, the last after %d ms; p99 %d ms before, %d ms meanwhile",
                    crowd.gone(), crowd.size(), crowd.lastGoneMillis(), p99(before), p99(meanwhile));
            findings.need(warm.size() == CALLS, "not warm");
            findings.need(crowd.gone() == crowd.size(), "%d stay", crowd.size() - crowd.gone());
            findings.need(crowd.lastGoneMillis() < LONGEST.toMillis(), "one stayed %d ms", crowd.lastGoneMillis());
            findings.need(p99(meanwhile) <= 2 * p99(before) + 50, "calls were held up");
        }
    }

    private static List<Long> times(Findings findings, Api api) {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            long begun = System.nanoTime();
            int status = api.get("/api/v1/connections").status();
            findings.need(status == 200, "beside them: %d", status);
            times.add((System.nanoTime() - begun) / 1_000_000);
        }
        Collections.sort(times);
        return times;
    }

    private static long p99(List<Long> sorted) {
        return sorted.get(sorted.size() * 99 / 100);
    }

    /** Many sockets on one thread, each of which says one byte a second until it is closed. */
    private static final class Crowd implements AutoCloseable {
        private static final long MOST_NANOS = Duration.ofSeconds(30).toNanos();

        private final Selector selector = Selector.open();
        private final List<SocketChannel> all = new ArrayList<>();
        private final List<SocketChannel> speaking = new ArrayList<>();
        private long begun;
        private final AtomicInteger gone = new AtomicInteger();
        private final AtomicLong lastGone = new AtomicLong();

        Crowd() throws IOException {}

        void join(InetSocketAddress there, int count, String words) throws IOException {
            for (int i = 0; i < count; i++) {
                SocketChannel socket = SocketChannel.open(there);
                if (!words.isEmpty()) {
                    socket.write(ByteBuffer.wrap(words.getBytes(US_ASCII)));
                    speaking.add(socket);
                }
                socket.configureBlocking(false);
                socket.register(selector, SelectionKey.OP_READ);
                all.add(socket);
            }
            // the head's time runs from its first byte, and the last group comes last
            begun = System.nanoTime();
        }

        /** Until all are gone, or for half a minute. */
        void trickle() {
            try {
                for (long next = begun; gone.get() < all.size() && System.nanoTime() - begun < MOST_NANOS; ) {
                    if (System.nanoTime() - next >= 0) {
                        next += Duration.ofSeconds(1).toNanos();
                        speaking.forEach(Crowd::say);
                    }
                    selector.select(100);
                    selector.selectedKeys().forEach(this::listen);
                    selector.selectedKeys().clear();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void say(SocketChannel socket) {
            try {
                if (socket.isOpen()) {
                    int said = socket.write(ByteBuffer.wrap(new byte[] {'a'}));
                    if (said < 0) {
                        socket.close();
                    }
                }
            } catch (IOException closed) {
                // heard of when it is read
            }
        }

        private void listen(SelectionKey key) {
            SocketChannel socket = (SocketChannel) key.channel();
            boolean closed;
            try {
                int read = socket.read(ByteBuffer.allocate(1024));
                closed = read < 0;
            } catch (IOException reset) {
                closed = true;
            }
            if (closed) {
                key.cancel();
                gone.incrementAndGet();
                lastGone.set(System.nanoTime());
                try {
                    socket.close();
                } catch (IOException alreadyClosed) {
                    // it is gone either way
                }
            }
        }

        int size() {
            return all.size();
        }

        int gone() {
            return gone.get();
        }

        long lastGoneMillis() {
            return (lastGone.get() - begun) / 1_000_000;
        }

        @Override
        public void close() throws IOException {
            for (SocketChannel each : all) {
                each.close();
            }
            selector.close();
        }
    }
}
