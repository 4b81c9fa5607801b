package dev.gatehouse.gateway.faults;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One HTTP call on a socket of its own, read as fast or slowly as its scenario wants, and broken off as it wants. */
final class RawCall implements AutoCloseable {
    private static final int NOT_TOLD = -1;
    private static final int SMALL_WINDOW = 64 * 1024;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private String head = "";
    private long left = NOT_TOLD;
    private boolean chunked;

    RawCall(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setReceiveBufferSize(SMALL_WINDOW);
        socket.setSoTimeout(120_000);
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    /** @param more header lines, each with its end */
    void send(String method, String path, String more) throws IOException {
        String request = method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                + Installation.KEY + "\r\n" + more + "\r\n";
        out.write(request.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    OutputStream body() {
        return out;
    }

    /** The status, when the head is there. */
    int status() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (!bytes.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("closed before the head");
            }
            bytes.write(b);
        }
        head = bytes.toString(StandardCharsets.US_ASCII);
        chunked = head.toLowerCase(java.util.Locale.ROOT).contains("transfer-encoding: chunked");
        for (String line : head.split("\r\n", -1)) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                left = Long.parseLong(line.substring(15).strip());
            }
        }
        return Integer.parseInt(head.substring(9, 12));
    }

    /** The next bytes of the body; -1 at its clean end. Throws if the body is broken off. */
    int read(byte[] into) throws IOException {
        if (chunked && left <= 0) {
            beginChunk();
        }
        if (left == 0) {
            return -1;
        }
        int count = in.read(into, 0, (int) Math.min(into.length, left));
        if (count < 0) {
            throw new IOException("closed in the middle of the body");
        }
        left -= count;
        if (chunked && left == 0) {
            line();
            left = NOT_TOLD;
        }
        return count;
    }

    private void beginChunk() throws IOException {
        left = Long.parseLong(line(), 16);
        if (left == 0) {
            while (!line().isEmpty()) {
                // trailers
            }
        }
    }

    @CanIgnoreReturnValue
    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("closed in the middle of the body");
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
