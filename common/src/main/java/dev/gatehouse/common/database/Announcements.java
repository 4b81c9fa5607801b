package dev.gatehouse.common.database;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells every node on this database that something may have changed, so that what they remember of it is read again. Who
 * hears of it finds the change in the database: on the own node as soon as the transaction has ended, on others a moment
 * later, by PostgreSQL's {@code NOTIFY}. What is said is kept nowhere. A node that can't listen is told every two seconds
 * that anything may have changed, and once more when it can listen again, so it never trusts what it remembers for long.
 */
public final class Announcements {
    private static final Logger log = LoggerFactory.getLogger(Announcements.class);
    private static final Predicate<String> TOPIC =
            Pattern.compile("[a-z][a-z-]{0,39}").asMatchPredicate();
    /** Ids, and signs that join them: PostgreSQL shows these texts in its log. */
    private static final Predicate<String> KEY =
            Pattern.compile("[A-Za-z0-9_./:-]{1,200}").asMatchPredicate();
    /** A transaction that tells of more keys of a topic tells that all of it may have changed. */
    private static final int MOST_KEYS = 64;

    private static final String ANY = "*";

    private record Ears(Consumer<String> one, Runnable any) {}

    private final Map<String, List<Ears>> ears = new ConcurrentHashMap<>();
    private final String node = UUID.randomUUID().toString();
    private final @Nullable ListeningConnection connection;

    private Announcements(Vertx vertx, @Nullable DatabaseSettings shared) {
        this.connection =
                shared == null ? null : new ListeningConnection(vertx, shared, node, this::arrived, this::doubt);
    }

    /** @param settings of the database that is opened; H2 has one node only */
    static Announcements of(Vertx vertx, DatabaseSettings settings) {
        return new Announcements(vertx, settings.isH2() ? null : settings);
    }

    /** Begins to listen to other nodes; ends when that works, or when it did not at once and goes on in the background. */
    public Future<Void> listen() {
        return connection == null ? Future.succeededFuture() : connection.open();
    }

    /** True if other nodes are heard now, or there can be none. */
    public boolean isListening() {
        return connection == null || connection.isUp();
    }

    /**
     * From now on these hear of a topic, on any thread; they return at once and don't throw.
     *
     * @param one hears a key that may have changed
     * @param any hears that any key of the topic may have changed
     */
    public void on(String topic, Consumer<String> one, Runnable any) {
        refuseUnless(TOPIC, topic);
        ears.computeIfAbsent(topic, fresh -> new CopyOnWriteArrayList<>()).add(new Ears(one, any));
    }

    /**
     * Tells that something of a topic may have changed by this transaction: every node hears it if, and only if, that
     * commits; the own node also if it does not. On PostgreSQL such commits follow one another, so it is not for what
     * happens hundreds of times a second: see {@link #mention}.
     *
     * @param key an id, or several joined by {@code /}; at most 200 letters, digits and {@code _ . / : -}; never a secret
     */
    public void tell(Transaction tx, String topic, String key) {
        refuseUnless(TOPIC, topic);
        refuseUnless(KEY, key);
        tx.ending(Told.class, () -> new Told(tx)).say(topic, key);
    }

    /**
     * Tells it outside of any transaction, soon and most likely: for changes that others would also find out by themselves.
     * The own node does not hear it.
     */
    public void mention(String topic, String key) {
        refuseUnless(TOPIC, topic);
        refuseUnless(KEY, key);
        if (connection != null) {
            connection.mention(topic, key);
        }
    }

    private static void refuseUnless(Predicate<String> form, String text) {
        if (!form.test(text)) {
            throw new IllegalArgumentException("can't be announced: a text of " + text.length() + " characters");
        }
    }

    /** What one transaction tells. */
    private final class Told implements Ending {
        private final Map<String, Set<String>> keys = new LinkedHashMap<>();

        Told(Transaction tx) {
            tx.afterwards(() -> keys.forEach((topic, told) -> told.forEach(key -> hear(topic, key))));
        }

        void say(String topic, String key) {
            Set<String> told = keys.computeIfAbsent(topic, fresh -> new LinkedHashSet<>());
            if (told.size() == MOST_KEYS && !told.contains(key)) {
                told.clear();
                told.add(ANY);
            }
            if (!told.contains(ANY)) {
                told.add(key);
            }
        }

        /** All with one statement, a line each. */
        @Override
        public Future<Void> beforeCommit(Transaction tx) {
            if (connection == null) {
                return Future.succeededFuture();
            }
            String lines = keys.entrySet().stream()
                    .flatMap(topic -> topic.getValue().stream().map(key -> Said.text(node, topic.getKey(), key)))
                    .collect(Collectors.joining("\n"));
            return tx.selectRows(
                            "select count(pg_notify('" + ListeningConnection.CHANNEL
                                    + "', said)) from regexp_split_to_table(?, '\n') as said",
                            lines)
                    .mapEmpty();
        }
    }

    private void arrived(Set<Said> said) {
        said.forEach(each -> hear(each.topic(), each.key()));
    }

    private void hear(String topic, String key) {
        for (Ears each : ears.getOrDefault(topic, List.of())) {
            safely(() -> {
                if (key.equals(ANY)) {
                    each.any().run();
                } else {
                    each.one().accept(key);
                }
            });
        }
    }

    private void doubt() {
        ears.values().forEach(all -> all.forEach(each -> safely(each.any())));
    }

    private static void safely(Runnable hearing) {
        try {
            hearing.run();
        } catch (RuntimeException e) {
            log.error("What was announced was not taken in", e);
        }
    }

    /** Listens no more. */
    void close() {
        if (connection != null) {
            connection.close();
        }
    }
}
