package dev.gatehouse.sandbox.portal;

import dev.gatehouse.sandbox.authorization.Secrets;
import dev.gatehouse.sandbox.web.Fingerprint;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who may sign in to the portal: one-time links that choose a password, passwords, and sessions. Passwords are kept as
 * salted SHA-256, enough for accounts that protect nothing real.
 */
final class Logins {

    static final Duration LINK_LIFETIME = Duration.ofDays(7);
    static final Duration SESSION_LIFETIME = Duration.ofHours(12);
    static final int SHORTEST_PASSWORD = 8;
    static final int LONGEST_PASSWORD = 200;
    private static final int KEPT = 10_000;

    private record Ticket(String login, Instant until) {}

    private record Password(String salt, String hash) {
        static Password of(String salt, String password) {
            return new Password(salt, HexFormat.of().formatHex(Fingerprint.sha256(salt + password)));
        }

        boolean fits(String password) {
            return Secrets.equal(hash, of(salt, password).hash);
        }
    }

    private final Secrets secrets;
    private final Clock clock;
    private final Map<String, Ticket> links = new LinkedHashMap<>();
    private final Map<String, Ticket> sessions = new LinkedHashMap<>();
    private final Map<String, Password> passwords = new LinkedHashMap<>();

    Logins(Secrets secrets, Clock clock) {
        this.secrets = secrets;
        this.clock = clock;
    }

    /** A token that chooses the password of that login, once. */
    synchronized String link(String login) {
        return issue(links, login, LINK_LIFETIME);
    }

    /** Whose password the link would choose, or null when it is spent, too old or unknown. */
    synchronized @Nullable String linked(String token) {
        return holder(links, token);
    }

    /** Sets the password, spends the link and opens a session. */
    synchronized String choose(String token, String password) throws PortalRefusal {
        String login = holder(links, token);
        if (login == null) {
            throw new PortalRefusal(410, "This link has been used or is too old");
        }
        if (password.length() < SHORTEST_PASSWORD || password.length() > LONGEST_PASSWORD) {
            throw new PortalRefusal(422, "The password must have " + SHORTEST_PASSWORD + " to 200 characters");
        }
        links.remove(token);
        String salt = secrets.next("");
        keep(passwords, login, Password.of(salt, password));
        return issue(sessions, login, SESSION_LIFETIME);
    }

    /** A new session, or null when name and password do not fit. */
    synchronized @Nullable String signIn(String login, String password) {
        Password known = passwords.get(login);
        boolean fits = known != null && known.fits(password);
        return fits ? issue(sessions, login, SESSION_LIFETIME) : null;
    }

    /** Who is signed in with that session, or null. */
    synchronized @Nullable String signedIn(String session) {
        return holder(sessions, session);
    }

    synchronized void signOut(String session) {
        sessions.remove(session);
    }

    private String issue(Map<String, Ticket> tickets, String login, Duration lifetime) {
        String token = secrets.next("");
        keep(tickets, token, new Ticket(login, clock.instant().plus(lifetime)));
        return token;
    }

    private @Nullable String holder(Map<String, Ticket> tickets, String token) {
        Ticket ticket = tickets.get(token);
        return ticket != null && clock.instant().isBefore(ticket.until()) ? ticket.login() : null;
    }

    private static <T> void keep(Map<String, T> map, String key, T value) {
        map.put(key, value);
        if (map.size() > KEPT) {
            Iterator<String> oldest = map.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    synchronized void clear() {
        links.clear();
        sessions.clear();
        passwords.clear();
    }
}
