package dev.gatehouse.gateway.access;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SecretText;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys that stood in an address, where logs of anybody on the way keep them: written to the audit as {@code
 * api-key.exposed}, and to the log, never with their text. A key that is exposed with every call is written down once a
 * minute.
 */
public final class ExposedKeys {
    private static final Logger log = LoggerFactory.getLogger(ExposedKeys.class);
    private static final Duration APART = Duration.ofMinutes(1);
    private static final int REMEMBERED = 1_000;

    private final Database database;
    private final AuditTrail audit;
    private final ApiKeys keys;
    private final Clock clock;
    private final Map<String, Instant> written = new LinkedHashMap<>();

    public ExposedKeys(Database database, AuditTrail audit, ApiKeys keys, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * Looks whether this is a key, and writes that down.
     *
     * @param from the address it came from, in numbers
     */
    public void seen(SecretText text, @Nullable String from) {
        keys.recognise(text, from)
                .compose(found -> found.map(key -> exposed(key, from)).orElseGet(Future::succeededFuture))
                .onFailure(failure -> log.debug("a text from an address was not looked up: {}", failure.toString()));
    }

    private Future<Void> exposed(ApiKey key, @Nullable String from) {
        if (!isNews(key.id())) {
            return Future.succeededFuture();
        }
        log.warn("API key {} stood in an address: replace it", key.id());
        TenantId tenant = key.tenant() == null ? TenantId.DEFAULT : key.tenant();
        Author by = new Author(tenant, Author.Kind.KEY, key.id(), null, from);
        return database.inTransaction(tx -> {
            audit.recordRefusal(tx, by, "api-key.exposed", key.id(), Map.of("hint", key.hint()));
            return Future.succeededFuture();
        });
    }

    private synchronized boolean isNews(String id) {
        Instant now = clock.instant();
        Instant last = written.get(id);
        if (last != null && now.isBefore(last.plus(APART))) {
            return false;
        }
        if (written.size() >= REMEMBERED) {
            written.clear();
        }
        written.put(id, now);
        return true;
    }
}
