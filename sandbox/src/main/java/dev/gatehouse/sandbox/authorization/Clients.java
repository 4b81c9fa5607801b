package dev.gatehouse.sandbox.authorization;

import dev.gatehouse.sandbox.directory.Base;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The apps the EHR knows, by client id, with the secrets that work for each and whether the vendor has them switched on.
 * Safe for any thread.
 */
public final class Clients {

    private static final class Entry {
        /** The only authorization server that knows the app; null for apps of the vendor's programme, known to all. */
        final @Nullable String issuer;

        volatile Client client;
        volatile List<KnownSecret> secrets;
        volatile boolean enabled = true;

        @Nullable
        volatile Instant usedAt;

        Entry(@Nullable String issuer, Client client, List<KnownSecret> secrets) {
            this.issuer = issuer;
            this.client = client;
            this.secrets = secrets;
        }
    }

    private final Clock clock;
    private final Map<String, Entry> known = new ConcurrentHashMap<>();

    public Clients(Clock clock) {
        this.clock = clock;
    }

    /** Makes an app known everywhere, with its secret for as long as it is not replaced. */
    public void register(Client client) {
        known.put(client.id(), new Entry(null, client, secrets(client, null)));
    }

    /** Makes an app known to one authorization server; its secret ends then, or never if null. */
    void registerAt(String issuer, Client client, @Nullable Instant secretEndsAt) {
        known.put(client.id(), new Entry(issuer, client, secrets(client, secretEndsAt)));
    }

    private List<KnownSecret> secrets(Client client, @Nullable Instant endsAt) {
        return client.secret() == null
                ? List.of()
                : List.of(new KnownSecret(client.secret(), clock.instant(), endsAt, null));
    }

    public @Nullable Client find(@Nullable String id) {
        Entry entry = id == null ? null : known.get(id);
        return entry == null ? null : entry.client;
    }

    /** The app, if the authorization server of that base knows it. */
    @Nullable
    Client at(Base base, @Nullable String id) {
        Entry entry = id == null ? null : known.get(id);
        if (entry == null || (entry.issuer != null && !entry.issuer.equals(base.issuer()))) {
            return null;
        }
        return entry.client;
    }

    /** Describes a known app anew; id, secrets and switch stay. */
    public void describe(Client changed) {
        Entry entry = known.get(changed.id());
        if (entry != null) {
            entry.client = changed.withSecret(entry.client.secret());
        }
    }

    /** Gives a confidential app another secret. What worked before works until then, or no more if null. */
    public void replaceSecret(String id, String secret, @Nullable Instant previousEndsAt) {
        Entry entry = known.get(id);
        if (entry == null || entry.client.secret() == null) {
            throw new IllegalArgumentException("There is no app with a secret and the id " + id);
        }
        synchronized (entry) {
            List<KnownSecret> now = new ArrayList<>();
            now.add(new KnownSecret(secret, clock.instant(), null, null));
            if (previousEndsAt != null) {
                now.add(entry.secrets.get(0).endingAt(previousEndsAt));
            }
            entry.client = entry.client.withSecret(secret);
            entry.secrets = List.copyOf(now);
        }
    }

    /** Whether that secret works for the app now; if so, its use is noted. */
    boolean accepts(Client client, String shown) {
        Entry entry = known.get(client.id());
        if (entry == null) {
            return false;
        }
        Instant now = clock.instant();
        boolean fits = false;
        for (KnownSecret secret : entry.secrets) {
            if (secret.worksAt(now) && Secrets.equal(secret.value(), shown)) {
                fits = true;
                noteUse(entry, secret, now);
            }
        }
        return fits;
    }

    /** At most once a second, so that load costs no lock. */
    private static void noteUse(Entry entry, KnownSecret secret, Instant now) {
        Instant last = secret.usedAt();
        if (last != null && now.isBefore(last.plusSeconds(1))) {
            return;
        }
        synchronized (entry) {
            List<KnownSecret> noted = new ArrayList<>(entry.secrets);
            noted.replaceAll(one -> one.value().equals(secret.value()) ? one.usedAt(now) : one);
            entry.secrets = List.copyOf(noted);
        }
        entry.usedAt = now;
    }

    /** The app has signed an assertion. */
    void noteAssertion(Client client) {
        Entry entry = known.get(client.id());
        if (entry != null) {
            entry.usedAt = clock.instant();
        }
    }

    /** The secrets that were not replaced without overlap, newest first. */
    public List<KnownSecret> secrets(String id) {
        Entry entry = known.get(id);
        return entry == null ? List.of() : entry.secrets;
    }

    /** When the app last showed who it is, or null. */
    public @Nullable Instant usedAt(String id) {
        Entry entry = known.get(id);
        return entry == null ? null : entry.usedAt;
    }

    /** The vendor's switch: an app that is off gets neither a page nor a token. */
    public void enable(String id, boolean on) {
        Entry entry = known.get(id);
        if (entry != null) {
            entry.enabled = on;
        }
    }

    public boolean enabled(String id) {
        Entry entry = known.get(id);
        return entry != null && entry.enabled;
    }

    void remove(String id) {
        known.remove(id);
    }

    /** Every app is switched on again; the apps themselves stay. */
    public void enableAll() {
        known.values().forEach(entry -> entry.enabled = true);
    }
}
