package dev.gatehouse.common.database;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgNotification;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to PostgreSQL that only listens to what other nodes say, opened anew whenever it is lost. It sends itself a
 * beat: a connection that is cut without a word, or a pooler in between that forwards no notifications, would otherwise pass
 * for silence. Everything here happens on one event loop.
 */
final class ListeningConnection {
    static final String CHANNEL = "gatehouse";

    private static final Logger log = LoggerFactory.getLogger(ListeningConnection.class);
    private static final Duration BEAT = Duration.ofMillis(1_500);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration ECHO = Duration.ofSeconds(2);
    /** How long this node may believe what it remembers while it hears nothing. */
    private static final Duration DOUBT = Duration.ofSeconds(2);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final String BEAT_TOPIC = "beat";
    private static final int MOST_MENTIONS = 1_000;

    private final Vertx vertx;
    private final Context loop;
    private final PgConnectOptions options;
    private final String node;
    private final Consumer<Set<Said>> heard;
    private final Runnable doubt;
    private final Set<Said> arrived = new LinkedHashSet<>();
    private final Set<String> mentions = new LinkedHashSet<>();
    private @Nullable PgConnection open;
    private @Nullable Promise<Void> echo;
    private Duration pause = FIRST_PAUSE;
    private boolean warned;
    private volatile boolean up;
    private volatile boolean closed;

    /**
     * @param heard what other nodes said, each once, a burst together
     * @param doubt called while nothing is heard, and when that begins and ends
     */
    ListeningConnection(
            Vertx vertx, DatabaseSettings settings, String node, Consumer<Set<Said>> heard, Runnable doubt) {
        this.vertx = vertx;
        this.loop = vertx.getOrCreateContext();
        this.options = PostgresOptions.of(settings).setReconnectAttempts(0);
        // Nothing is ever written but notifications, which no crash outlives anyway: no commit here waits for a disk.
        this.options.addProperty("synchronous_commit", "off");
        this.options.addProperty("application_name", "gatehouse-listening");
        this.node = node;
        this.heard = heard;
        this.doubt = doubt;
    }

    /** Ends with the first try to connect, whatever came of it. */
    Future<Void> open() {
        Promise<Void> tried = Promise.promise();
        vertx.setPeriodic(DOUBT.toMillis(), timer -> {
            if (closed) {
                vertx.cancelTimer(timer);
            } else if (!up) {
                doubt.run();
            }
        });
        loop.runOnContext(go -> connect(tried));
        return tried.future();
    }

    boolean isUp() {
        return up;
    }

    private void connect(Promise<Void> tried) {
        if (closed) {
            tried.tryComplete();
            return;
        }
        Future<PgConnection> connecting = PgConnection.connect(vertx, options);
        // A server that accepts and then says nothing has no limit of its own.
        connecting.timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).onComplete(connected -> {
            if (connected.failed()) {
                connecting.onSuccess(tooLate -> end(tooLate));
                later(connected.cause());
                tried.tryComplete();
                return;
            }
            PgConnection connection = connected.result();
            open = connection;
            connection.notificationHandler(this::notified);
            connection.closeHandler(gone -> lost(connection, "it was closed"));
            connection.exceptionHandler(failure -> log.debug("listening connection", failure));
            connection
                    .query("listen " + CHANNEL)
                    .execute()
                    .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .compose(listening -> beat(connection))
                    .onSuccess(works -> works(connection))
                    .onFailure(failure -> lost(connection, failure.getClass().getSimpleName()))
                    .onComplete(done -> tried.tryComplete());
        });
    }

    /** What was said between the loss and now was said to nobody. */
    private void works(PgConnection connection) {
        if (open != connection || closed) {
            return;
        }
        up = true;
        pause = FIRST_PAUSE;
        if (warned) {
            warned = false;
            log.info("Announcements of other nodes are heard again");
        }
        doubt.run();
        vertx.setTimer(BEAT.toMillis(), due -> beatAgain(connection));
    }

    private void beatAgain(PgConnection connection) {
        if (open == connection && !closed) {
            beat(connection)
                    .onSuccess(works -> vertx.setTimer(BEAT.toMillis(), due -> beatAgain(connection)))
                    .onFailure(failure -> lost(connection, "its own beat was not heard"));
        }
    }

    /** Ends when this node has heard itself. */
    private Future<Void> beat(PgConnection connection) {
        Promise<Void> back = Promise.promise();
        echo = back;
        return connection
                .preparedQuery("select pg_notify($1, $2)")
                .execute(Tuple.of(CHANNEL, Said.text(node, BEAT_TOPIC, "-")))
                .compose(sent -> back.future())
                .timeout(ECHO.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void lost(PgConnection connection, String why) {
        if (open != connection) {
            return;
        }
        open = null;
        up = false;
        end(connection);
        if (!closed) {
            doubt.run();
            later(new IllegalStateException(why));
        }
    }

    private static void end(PgConnection connection) {
        connection.close().onFailure(gone -> log.debug("closing a listening connection", gone));
    }

    private void later(Throwable why) {
        if (closed) {
            return;
        }
        up = false;
        if (!warned) {
            warned = true;
            log.warn(
                    "Announcements of other nodes are not heard ({}); until they are, everything remembered is read"
                            + " again every {} seconds",
                    why instanceof IllegalStateException
                            ? why.getMessage()
                            : why.getClass().getSimpleName(),
                    DOUBT.toSeconds());
        }
        long millis = pause.toMillis();
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        long spread = millis / 2 + ThreadLocalRandom.current().nextLong(millis);
        vertx.setTimer(spread, due -> loop.runOnContext(go -> connect(Promise.promise())));
    }

    private void notified(PgNotification notification) {
        Optional<Said> said = Said.read(notification.getPayload());
        if (said.isEmpty()) {
            return;
        }
        if (said.get().topic().equals(BEAT_TOPIC)) {
            if (said.get().node().equals(node) && echo != null) {
                echo.tryComplete();
            }
        } else if (!said.get().node().equals(node)) {
            if (arrived.isEmpty()) {
                loop.runOnContext(go -> handOver());
            }
            arrived.add(said.get());
        }
    }

    private void handOver() {
        Set<Said> burst = Set.copyOf(arrived);
        arrived.clear();
        heard.accept(burst);
    }

    /** Said with the next turn of the loop, together with whatever else is mentioned until then. */
    void mention(String topic, String key) {
        loop.runOnContext(go -> {
            if (mentions.isEmpty()) {
                loop.runOnContext(then -> sayMentions());
            }
            if (mentions.size() < MOST_MENTIONS) {
                mentions.add(Said.text(node, topic, key));
            }
        });
    }

    private void sayMentions() {
        String[] payloads = mentions.toArray(String[]::new);
        mentions.clear();
        PgConnection connection = open;
        if (connection != null && up) {
            connection
                    .preparedQuery("select pg_notify($1, said) from unnest($2::text[]) as said")
                    .execute(Tuple.tuple().addString(CHANNEL).addArrayOfString(payloads))
                    .onFailure(failure -> log.debug("what was mentioned was not heard", failure));
        }
    }

    /** Blocking, for a second at most. */
    void close() {
        closed = true;
        up = false;
        CountDownLatch ended = new CountDownLatch(1);
        loop.runOnContext(go -> {
            PgConnection connection = open;
            open = null;
            Future<Void> closing = connection == null ? Future.succeededFuture() : connection.close();
            closing.onComplete(gone -> ended.countDown());
        });
        try {
            if (!ended.await(1, TimeUnit.SECONDS)) {
                log.debug("the listening connection is left to PostgreSQL to close");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
