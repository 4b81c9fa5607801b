package dev.gatehouse.gateway.nango.connect;

import dev.gatehouse.common.database.Database;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The web sockets that browsers hold while a popup of theirs is at the EHR. Each is given an id of 128 random bits; whoever
 * begins an attempt with that id has its end told here. An end that happens on another node is announced by the attempt's id,
 * and this node reads it from the database. Nothing depends on a socket: the connection and the webhook come without it.
 */
public final class BrowserSockets {
    /** The topic under which the ids of attempts that ended are announced. */
    static final String TOPIC = "attempt";

    private static final Logger log = LoggerFactory.getLogger(BrowserSockets.class);
    private static final int ID_BYTES = 16;
    private static final Predicate<String> ID = Pattern.compile("[0-9a-f]{32}").asMatchPredicate();
    /** Policy violation, RFC 6455, section 7.4.1. */
    private static final short NOTHING_TO_SAY = 1008;
    /** Going away. */
    private static final short OVER = 1001;

    /**
     * @param most sockets on this node; more are answered 503
     * @param ping how often a browser is asked whether it is still there; one that did not answer the last time is let go
     * @param life after which a socket is closed in any case
     */
    public record Limits(int most, Duration ping, Duration life) {
        public static final Limits DEFAULT =
                new Limits(5_000, Duration.ofSeconds(40), NangoSessions.LIFE.plusMinutes(10));
    }

    private static final class Seat {
        private final ServerWebSocket socket;
        private final Instant until;
        private volatile boolean answered = true;
        private volatile boolean told;

        Seat(ServerWebSocket socket, Instant until) {
            this.socket = socket;
            this.until = until;
        }
    }

    private final Map<String, Seat> seats = new ConcurrentHashMap<>();
    private final Vertx vertx;
    private final Database database;
    private final NangoConnectStore store = new NangoConnectStore();
    private final Set<String> origins;
    private final Limits limits;
    private final SecureRandom random;
    private final Clock clock;
    private volatile long timer = -1;

    /** @param origins whose pages may open one; empty for all */
    public BrowserSockets(
            Vertx vertx, Database database, Set<String> origins, Limits limits, SecureRandom random, Clock clock) {
        this.vertx = vertx;
        this.database = database;
        this.origins = Set.copyOf(origins);
        this.limits = limits;
        this.random = random;
        this.clock = clock;
        database.announcements().on(TOPIC, this::ended, this::doubt);
    }

    static boolean isId(String text) {
        return ID.test(text);
    }

    /** True for a request to become a web socket. */
    static boolean isAsked(HttpServerRequest request) {
        return "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
    }

    /** Answers the request: 403 for a page of another origin, 503 if there are too many, or else a socket that is greeted. */
    void take(HttpServerRequest request) {
        String origin = request.getHeader("Origin");
        if (origin != null && !origins.isEmpty() && !origins.contains(origin)) {
            request.response().setStatusCode(403).end();
            return;
        }
        if (seats.size() >= limits.most()) {
            request.response().setStatusCode(503).putHeader("Retry-After", "5").end();
            return;
        }
        request.toWebSocket()
                .onSuccess(this::seat)
                .onFailure(failure -> log.debug("a request did not become a web socket: {}", failure.toString()));
    }

    private void seat(ServerWebSocket socket) {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = HexFormat.of().formatHex(bytes);
        String hash = Digests.of(id);
        Seat seat = new Seat(socket, clock.instant().plus(limits.life()));
        seats.put(hash, seat);
        socket.closeHandler(closed -> seats.remove(hash));
        socket.exceptionHandler(failure -> seats.remove(hash));
        socket.pongHandler(pong -> seat.answered = true);
        // Browsers only listen here; a client that talks is none of ours.
        socket.handler(talk -> close(seat, NOTHING_TO_SAY));
        write(seat, Frames.greeting(id));
    }

    /** Tells the socket with this id, if this node holds it. */
    void tell(String id, JsonObject frame) {
        send(Digests.of(id), frame);
    }

    private void send(String hash, JsonObject frame) {
        Seat seat = seats.get(hash);
        if (seat != null && !seat.told) {
            seat.told = true;
            write(seat, frame);
        }
    }

    private static void write(Seat seat, JsonObject frame) {
        seat.socket.writeTextMessage(frame.encode()).onFailure(BrowserSockets::gone);
    }

    private static void close(Seat seat, short code) {
        seat.socket.close(code).onFailure(BrowserSockets::gone);
    }

    private static void gone(Throwable failure) {
        log.debug("a web socket is gone: {}", failure.toString());
    }

    private void ended(String attempt) {
        if (seats.isEmpty()) {
            return;
        }
        told(database.read(tx -> store.attempt(tx, attempt))
                .onSuccess(found -> found.ifPresent(this::send))
                .mapEmpty());
    }

    /** Any attempt may have ended without a word. */
    private void doubt() {
        Set<String> here = Set.copyOf(seats.keySet());
        if (here.isEmpty()) {
            return;
        }
        told(database.read(tx -> store.ended(tx, here))
                .onSuccess(found -> found.forEach(this::send))
                .mapEmpty());
    }

    private void send(Attempt attempt) {
        if (attempt.socket() != null) {
            send(attempt.socket(), Frames.end(attempt));
        }
    }

    private static void told(Future<Void> read) {
        read.onFailure(failure -> log.warn("how an attempt ended could not be read: {}", failure.toString()));
    }

    /** Lets go of who is no longer there, or has been for long. */
    private void look() {
        Instant now = clock.instant();
        for (Seat each : seats.values()) {
            if (!each.answered || now.isAfter(each.until)) {
                close(each, OVER);
            } else {
                each.answered = false;
                each.socket.writePing(Buffer.buffer()).onFailure(BrowserSockets::gone);
            }
        }
    }

    /** How many this node holds. */
    int open() {
        return seats.size();
    }

    /** Begins to look after them. */
    public void start() {
        timer = vertx.setPeriodic(limits.ping().toMillis(), tick -> look());
    }

    /** Looks after them no more; they stay open until the listener is closed. */
    public void stop() {
        vertx.cancelTimer(timer);
    }
}
