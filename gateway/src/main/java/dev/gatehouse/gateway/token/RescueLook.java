package dev.gatehouse.gateway.token;

import dev.gatehouse.common.journal.Journal;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What the journal of token answers holds, while no gateway runs: ids and generations, which stand in it unsealed. */
public final class RescueLook {
    /** The same of the database: a connection's id, and the generation of its grant. */
    public static final String GENERATIONS = "select connection_id, generation from token_grant";

    private RescueLook() {}

    /** By connection, the newest generation. Blocking; changes nothing. */
    public static Map<String, Long> generations(Path directory) throws IOException {
        Map<String, Long> newest = new HashMap<>();
        Journal.look(directory, content -> {
            RescueJournal.Parts record = new RescueJournal.Parts(Buffer.buffer(content));
            record.skipTexts(1);
            newest.merge(record.text(), record.number(), Math::max);
        });
        return newest;
    }
}
