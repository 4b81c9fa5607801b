package dev.gatehouse.gateway.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A TCP relay to a port of this machine that can do what bad networks do. Faults hold for connections that are open as well
 * as for new ones, until {@link #heal}; those with "back" concern what the server sends. Threads, two for each connection.
 */
final class FaultProxy implements AutoCloseable {
    private static final int PIECE = 16 * 1024;

    private final int target;
    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private Duration delay = Duration.ZERO;
    private long cutBackAfter = Long.MAX_VALUE;
    private boolean reset;
    private boolean swallowBack;
    private boolean halfClose;
    private boolean singleBytes;
    private boolean frozen;
    private boolean refuse;
    private boolean closed;

    private FaultProxy(int target) {
        this.target = target;
        try {
            listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        background("accept", this::accept);
    }

    static FaultProxy to(int port) {
        return new FaultProxy(port);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Each piece of the answer waits so long. */
    synchronized void delay(Duration pause) {
        delay = pause;
    }

    /** Every connection ends after so many bytes of answer, {@code byReset} with RST instead of FIN. */
    synchronized void cutBackAfter(long bytes, boolean byReset) {
        cutBackAfter = bytes;
        reset = byReset;
    }

    /** The server is asked, and its answers vanish. */
    synchronized void swallowBack() {
        swallowBack = true;
    }

    /** After the first piece of answer the sending side is closed, and nothing else. */
    synchronized void halfClose() {
        halfClose = true;
    }

    /** Every byte of an answer travels alone. */
    synchronized void singleBytes() {
        singleBytes = true;
    }

    /** Nothing passes either way, as in a network that swallows packets; nobody is told. */
    synchronized void freeze() {
        frozen = true;
    }

    /** New connections are closed at once. */
    synchronized void refuse() {
        refuse = true;
    }

    /** What was held back passes on. */
    synchronized void heal() {
        delay = Duration.ZERO;
        cutBackAfter = Long.MAX_VALUE;
        reset = false;
        swallowBack = false;
        halfClose = false;
        singleBytes = false;
        frozen = false;
        refuse = false;
        notifyAll();
    }

    /** Ends all open connections with RST. */
    void resetAll() {
        open.forEach(socket -> end(socket, true));
    }

    int connections() {
        return open.size() / 2;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        resetAll();
    }

    private static void background(String name, Runnable work) {
        Thread thread = new Thread(work, "fault-proxy-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                background("connect", () -> join(client));
            }
        } catch (IOException over) {
            // closed
        }
    }

    private void join(Socket client) {
        open.add(client);
        if (isRefused() || !passes()) {
            end(client, true);
            return;
        }
        Socket server = new Socket();
        try {
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), 5_000);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            open.add(server);
            background("out", () -> relay(client, server, false));
            relay(server, client, true);
        } catch (IOException e) {
            end(client, true);
            end(server, true);
        }
    }

    private synchronized boolean isRefused() {
        return refuse;
    }

    private void relay(Socket from, Socket to, boolean back) {
        byte[] piece = new byte[PIECE];
        long passed = 0;
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int size = in.read(piece); size >= 0; size = in.read(piece)) {
                if (!passes()) {
                    break;
                }
                if (back) {
                    long room = cut() - passed;
                    int part = (int) Math.min(size, Math.max(0, room));
                    hold();
                    send(out, piece, part);
                    passed += part;
                    if (part < size) {
                        end(to, isReset());
                        end(from, true);
                        return;
                    }
                    if (isHalfClosed()) {
                        to.shutdownOutput();
                        return;
                    }
                } else {
                    out.write(piece, 0, size);
                    out.flush();
                }
            }
        } catch (IOException gone) {
            // the other side is told by closing
        }
        if (passes()) {
            end(to, false);
            end(from, false);
        }
    }

    /** Waits while frozen; false if the proxy was closed. */
    private synchronized boolean passes() {
        try {
            while (frozen && !closed) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return !closed;
    }

    private synchronized void hold() {
        long until = System.nanoTime() + delay.toNanos();
        try {
            for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
                wait(Math.max(1, left / 1_000_000));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized long cut() {
        return cutBackAfter;
    }

    private synchronized boolean isReset() {
        return reset;
    }

    private synchronized boolean isHalfClosed() {
        return halfClose;
    }

    private void send(OutputStream out, byte[] piece, int size) throws IOException {
        boolean vanish;
        boolean single;
        synchronized (this) {
            vanish = swallowBack;
            single = singleBytes;
        }
        if (vanish) {
            return;
        }
        if (!single) {
            out.write(piece, 0, size);
            out.flush();
            return;
        }
        for (int i = 0; i < size; i++) {
            out.write(piece[i]);
            out.flush();
        }
    }

    private void end(Socket socket, boolean byReset) {
        open.remove(socket);
        try {
            if (byReset) {
                socket.setSoLinger(true, 0);
            }
            socket.close();
        } catch (IOException e) {
            // it is gone already
        }
    }
}
