package dev.gatehouse.gateway.token;

import dev.gatehouse.common.journal.Journal;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SealBroken;
import dev.gatehouse.common.vault.SealedField;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.gateway.connection.ConnectionId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Token answers on this node's disk, sealed, before the database has them: an EHR that rotates has used up the token that
 * was sent, so between its answer and our commit the answer is the only way on.
 *
 * <p>A record: tenant, connection and generation in the clear, then the sealed {@link Renewal}.
 */
final class RescueJournal {
    private static final Logger log = LoggerFactory.getLogger(RescueJournal.class);

    private final Journal journal;
    private final Sealer sealer;

    RescueJournal(Journal journal, Sealer sealer) {
        this.journal = journal;
        this.sealer = sealer;
    }

    /** The newest answer of one connection that stands in the journal. */
    static final class Found {
        private final TenantId tenant;
        private final ConnectionId connection;
        private final long generation;
        private final Journal.Place place;

        private Found(TenantId tenant, ConnectionId connection, long generation, Journal.Place place) {
            this.tenant = tenant;
            this.connection = connection;
            this.generation = generation;
            this.place = place;
        }

        TenantId tenant() {
            return tenant;
        }

        ConnectionId connection() {
            return connection;
        }

        long generation() {
            return generation;
        }

        Journal.Ticket hold() {
            return place.hold();
        }
    }

    /** Ends when the answer is on disk. */
    Future<Journal.Ticket> append(Renewal renewal) {
        Grant grant = renewal.grant();
        byte[] sealed = sealer.seal(renewal.written(), place(grant.tenant(), grant.connection(), grant.generation()));
        Buffer record = Buffer.buffer(sealed.length + 160);
        text(record, grant.tenant().value());
        text(record, grant.connection().value());
        record.appendLong(grant.generation());
        return journal.append(record.appendBytes(sealed).getBytes());
    }

    /** By connection, what earlier runs wrote; only the newest of each. Blocking. */
    Map<ConnectionId, Found> newest() throws IOException {
        Map<ConnectionId, Found> newest = new LinkedHashMap<>();
        journal.visit((place, content) -> {
            Parts record = new Parts(Buffer.buffer(content));
            Found found =
                    new Found(new TenantId(record.text()), new ConnectionId(record.text()), record.number(), place);
            newest.merge(found.connection, found, (old, next) -> old.generation > next.generation ? old : next);
        });
        return newest;
    }

    /** What earlier runs wrote is where it belongs, or held. */
    void replayed() {
        journal.visited();
    }

    /** Empty if no key opens it any more; the log says so. Blocking. */
    Optional<Renewal> open(Found found) throws IOException {
        Parts record = new Parts(Buffer.buffer(found.place.read()));
        record.skipTexts(2);
        record.skipNumber();
        try {
            return Optional.of(Renewal.read(
                    found.tenant,
                    found.connection,
                    found.generation,
                    sealer.open(record.rest(), place(found.tenant, found.connection, found.generation))));
        } catch (SealBroken broken) {
            log.error("An answer for connection {} in the journal opens with no key and is lost", found.connection);
            return Optional.empty();
        }
    }

    private static SealedField place(TenantId tenant, ConnectionId connection, long generation) {
        return new SealedField(tenant, "rescue_journal", "answer", connection.value(), generation);
    }

    private static void text(Buffer record, String text) {
        record.appendUnsignedByte((short) text.length()).appendString(text);
    }

    /** Reads a record from its beginning. */
    static final class Parts {
        private final Buffer content;
        private int at;

        Parts(Buffer content) {
            this.content = content;
        }

        String text() {
            int length = content.getUnsignedByte(at);
            String text = content.getString(at + 1, at + 1 + length);
            at += 1 + length;
            return text;
        }

        long number() {
            long number = content.getLong(at);
            at += Long.BYTES;
            return number;
        }

        void skipTexts(int count) {
            for (int i = 0; i < count; i++) {
                at += 1 + content.getUnsignedByte(at);
            }
        }

        void skipNumber() {
            at += Long.BYTES;
        }

        byte[] rest() {
            return content.getBytes(at, content.length());
        }
    }
}
