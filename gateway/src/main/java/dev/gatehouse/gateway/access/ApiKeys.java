package dev.gatehouse.gateway.access;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Remembered;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.Fingerprints;
import dev.gatehouse.common.vault.SecretText;
import io.vertx.core.Future;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * API keys: made, recognised, ended. The database keeps a keyed fingerprint of each, never its text; recognising compares
 * in constant time, and does the same work for a text that no key has. A key seen before is recognised from memory; ending
 * one is announced to all nodes, and reaches a node that hears nothing within five seconds.
 */
public final class ApiKeys {
    /** Announced when a key was made or revoked. */
    public static final String TOPIC = "api-key";

    private static final int IN_MEMORY = 10_000;
    private static final int LONGEST = 512;
    private static final int SHORTEST_OWN = 16;

    /** A new key with its text, which is nowhere else. */
    public record Made(ApiKey key, SecretText text) {}

    private static final class Known {
        final ApiKey key;
        final byte[] fingerprint;
        /** Digest of the text that matched the fingerprint, once one did: quicker to compare. */
        volatile byte @Nullable [] proven;

        Known(ApiKeyRow row) {
            key = row.toKey();
            fingerprint = row.mac;
        }

        boolean isProvenBy(byte[] digest) {
            return proven != null && MessageDigest.isEqual(proven, digest);
        }
    }

    private final Database database;
    private final AuditTrail audit;
    private final AccessStore store = new AccessStore();
    private final Fingerprints fingerprints;
    private final byte[] nobodys;
    private final TextDigests digests;
    private final SecureRandom random;
    private final Ids ids;
    private final Clock clock;
    private final Remembered<String, Optional<Known>> seen = new Remembered<>(IN_MEMORY);
    private final WrongKeys wrong = new WrongKeys(System::nanoTime);
    private final KeyUses uses;

    public ApiKeys(Database database, AuditTrail audit, Fingerprints fingerprints, SecureRandom random, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.fingerprints = fingerprints;
        this.random = random;
        this.ids = new Ids(random);
        this.clock = clock;
        this.uses = new KeyUses(database, clock);
        this.digests = new TextDigests(random);
        this.nobodys = fingerprints.of(KeyText.generate(random));
        database.announcements().on(TOPIC, this::changed, seen::doubt);
    }

    /** Writes down when and from where keys were used since the last time. */
    public Future<Void> writeUses() {
        return uses.write();
    }

    /** A text that was no key may be the new one. */
    private void changed(String id) {
        seen.forgetIf(known -> known.isEmpty() || known.get().key.id().equals(id));
    }

    /** @param platform true for a key that belongs to no tenant, false for one of the author's */
    public Future<Made> create(
            Author by, boolean platform, String name, Set<Permission> permissions, @Nullable Instant expiresAt) {
        return keep(by, KeyText.generate(random), platform, name, permissions, expiresAt);
    }

    /**
     * The first platform key, of its owner's own choosing; nothing happens if there ever was a key.
     *
     * @throws IllegalArgumentException if the text is shorter than 16 or longer than 512 characters
     */
    public Future<Void> bootstrap(SecretText text) {
        int length = text.reveal().length();
        if (length < SHORTEST_OWN || length > LONGEST) {
            throw new IllegalArgumentException(
                    "should have " + SHORTEST_OWN + " to " + LONGEST + " characters; better 32 random ones or more");
        }
        return database.read(store::hasNoKey)
                .compose(none -> none
                        ? keep(
                                        Author.system(TenantId.DEFAULT, "start"),
                                        text,
                                        true,
                                        "bootstrap",
                                        EnumSet.allOf(Permission.class),
                                        null)
                                .mapEmpty()
                        : Future.succeededFuture());
    }

    private Future<Made> keep(
            Author by,
            SecretText text,
            boolean platform,
            String name,
            Set<Permission> permissions,
            @Nullable Instant expiresAt) {
        ApiKey key = new ApiKey(
                ids.next("key"),
                platform ? null : by.tenant(),
                name,
                KeyText.hint(text),
                permissions,
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                expiresAt,
                null,
                new ApiKey.Maker(by.kind(), by.id()),
                null,
                null);
        return database.inTransaction(tx -> {
                    audit.record(tx, by, "api-key.created", key.id(), details(key));
                    return add(tx, key, text);
                })
                .map(new Made(key, text));
    }

    private Future<ApiKey> add(Transaction tx, ApiKey key, SecretText text) {
        database.announcements().tell(tx, TOPIC, key.id());
        return store.add(tx, key, KeyText.lookup(text), fingerprints.of(text));
    }

    /**
     * Makes a key that may do the same, and lets the old one end after an overlap, in which both are good. Fails with 404
     * {@code api-key-unknown}, 409 {@code api-key-ended} if it has ended or was rolled before, or 403 {@code
     * permission-missing} if the key may do more than the caller.
     *
     * @param caller who needs all permissions of the key
     * @param overlap for which the old one stays good; zero to end it at once
     * @param expiresAt of the new one; null for the lifetime that the old one had, or none
     */
    Future<Made> roll(Caller caller, boolean platform, String id, Duration overlap, @Nullable Instant expiresAt) {
        Author by = caller.author();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        SecretText text = KeyText.generate(random);
        return database.inTransaction(tx -> store.key(tx, platform ? null : by.tenant(), id)
                .compose(found -> {
                    ApiKeyRow row = found.orElseThrow(ApiKeys::unknown);
                    ApiKey old = row.toKey();
                    old.permissions().forEach(caller::need);
                    if (!old.isGood(now) || old.rolledTo() != null) {
                        return Future.failedFuture(new Failure.Conflict(
                                "api-key-ended", "This key has ended or was rolled before. Make a new one."));
                    }
                    ApiKey next = old.successor(ids.next("key"), KeyText.hint(text), by, now, expiresAt);
                    row.rolledTo = next.id();
                    row.endBy(now, overlap);
                    database.announcements().tell(tx, TOPIC, id);
                    Map<String, String> details = details(next);
                    details.put("replaces", id);
                    details.put("overlap", overlap.toString());
                    audit.record(tx, by, "api-key.rolled", id, details);
                    return add(tx, next, text).map(new Made(next, text));
                }));
    }

    private static Failure.Missing unknown() {
        return new Failure.Missing("api-key-unknown", "There is no API key with this id.");
    }

    private static Map<String, String> details(ApiKey key) {
        Map<String, String> details = new HashMap<>();
        details.put("name", key.name());
        details.put("platform", Boolean.toString(key.tenant() == null));
        details.put(
                "permissions",
                key.permissions().stream().map(Permission::text).sorted().collect(Collectors.joining(" ")));
        if (key.expiresAt() != null) {
            details.put("expiresAt", key.expiresAt().toString());
        }
        return details;
    }

    /** The key with this text, if it is one and good now; answered from memory when it was seen a moment ago. */
    public Future<Optional<ApiKey>> recognise(SecretText text) {
        return byLookup(text, lookup(text));
    }

    /** Empty for what can be no key. */
    private static String lookup(SecretText text) {
        return text.reveal().length() > LONGEST ? "" : KeyText.lookup(text);
    }

    private Future<Optional<ApiKey>> byLookup(SecretText text, String lookup) {
        if (lookup.isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        return seen.get(
                        lookup,
                        () -> database.read(tx -> store.byLookup(tx, lookup)).map(row -> row.map(Known::new)))
                .map(known -> check(known, text));
    }

    /**
     * The key with this text, if it was proven to be one before and is good now, and nobody need be asked. Null says nothing: then
     * {@link #recognise} tells. A text that is not known takes the same work as a wrong one.
     *
     * @param from the address it came from, in numbers
     */
    @Nullable
    ApiKey proven(SecretText text, @Nullable String from) {
        byte[] digest = digests.of(text);
        String lookup = lookup(text);
        Optional<Known> found = lookup.isEmpty() ? null : seen.certain(lookup);
        Known known = found == null ? null : found.orElse(null);
        if (known == null || !known.isProvenBy(digest) || !known.key.isGood(clock.instant())) {
            return null;
        }
        uses.note(known.key.id(), host(from));
        return known.key;
    }

    /**
     * The same for somebody who may be trying keys out. Fails with 429 {@code too-many-wrong-keys} after too many wrong ones.
     *
     * @param from the address it came from, in numbers; null if there is none
     */
    public Future<Optional<ApiKey>> recognise(SecretText text, @Nullable String from) {
        String lookup = lookup(text);
        if (seen.known(lookup) == null && wrong.areTooMany(host(from), KeyText.readable(lookup))) {
            return Future.failedFuture(WrongKeys.refusal());
        }
        Future<Optional<ApiKey>> found = byLookup(text, lookup);
        if (found.succeeded() && found.result().isPresent()) {
            uses.note(found.result().get().id(), host(from));
            return found;
        }
        return found.compose(key -> {
            key.ifPresent(good -> uses.note(good.id(), host(from)));
            return key.isPresent() ? found : wrong(host(from), KeyText.readable(lookup));
        });
    }

    private Future<Optional<ApiKey>> wrong(String from, String readable) {
        boolean tooMany = wrong.areTooMany(from, readable);
        wrong.count(from, readable);
        return tooMany ? Future.failedFuture(WrongKeys.refusal()) : Future.succeededFuture(Optional.empty());
    }

    private static String host(@Nullable String from) {
        return from == null ? "" : from;
    }

    /** Every refusal takes the same work, whether a key has this readable part or not; only a good key is told sooner. */
    private Optional<ApiKey> check(Optional<Known> found, SecretText text) {
        byte[] digest = digests.of(text);
        boolean matches = found.filter(known -> known.isProvenBy(digest)).isPresent()
                || fingerprints.matches(found.map(known -> known.fingerprint).orElse(nobodys), text);
        if (!matches || found.isEmpty()) {
            return Optional.empty();
        }
        Known known = found.get();
        known.proven = digest;
        return known.key.isGood(clock.instant()) ? Optional.of(known.key) : Optional.empty();
    }

    /** @param tenant null for the platform's own */
    public Future<List<ApiKey>> list(@Nullable TenantId tenant, String after, int limit) {
        return writeUses().compose(written -> database.read(tx -> store.keys(tx, tenant, after, limit)));
    }

    /**
     * Ends a key of the author's tenant, or one of the platform's; one that was ended before stays so. Fails with 404 {@code
     * api-key-unknown}.
     */
    public Future<Void> revoke(Author by, boolean platform, String id) {
        TenantId tenant = platform ? null : by.tenant();
        return database.inTransaction(tx -> store.key(tx, tenant, id).map(found -> {
            ApiKeyRow row = found.orElseThrow(ApiKeys::unknown);
            if (row.revokedAt == null) {
                row.revokedAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
                audit.record(tx, by, "api-key.revoked", id, Map.of("name", row.name));
                database.announcements().tell(tx, TOPIC, id);
            }
            return null;
        }));
    }
}
