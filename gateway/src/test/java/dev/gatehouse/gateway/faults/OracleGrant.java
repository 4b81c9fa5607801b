package dev.gatehouse.gateway.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is true of one grant at the {@link Oracle}. Guarded by the oracle's lock. */
final class OracleGrant {
    /** How a refresh token stood when it was shown. */
    enum Kind {
        CURRENT,
        /** Used before, within the grace. */
        IN_GRACE,
        /** Used before, or of a family that was ended. */
        SPENT,
        NEVER_ISSUED
    }

    /**
     * One time a refresh token was shown.
     *
     * @param number from 1, of all that this grant's practice has seen
     * @param excused of a spent one: the answer to its rotation may not have arrived
     */
    record Presentation(OracleGrant grant, int number, Kind kind, Instant at, boolean excused) {}

    /** One use of a refresh token that changed it for another. */
    static final class Rotation {
        final Instant at;
        /** True once the whole answer is on its way and the connection still stood. */
        boolean delivered;

        Rotation(Instant at) {
            this.at = at;
        }
    }

    final int practice;
    final List<Presentation> presentations = new ArrayList<>();
    private final Map<String, Rotation> spent = new HashMap<>();
    private final Map<String, Instant> accessTokens = new HashMap<>();
    private @Nullable String current;
    boolean ended;
    int inFlight;
    int mostInFlight;
    int rotations;

    OracleGrant(int practice) {
        this.practice = practice;
    }

    /** The only refresh token that is good now; null if the grant was ended. */
    @Nullable
    String current() {
        return ended ? null : current;
    }

    Presentation presented(String token, Instant now, Duration grace) {
        Rotation rotation = spent.get(token);
        Kind kind = Kind.NEVER_ISSUED;
        if (token.equals(current) && !ended) {
            kind = Kind.CURRENT;
        } else if (rotation != null) {
            kind = !ended && now.isBefore(rotation.at.plus(grace)) ? Kind.IN_GRACE : Kind.SPENT;
        } else if (token.equals(current)) {
            kind = Kind.SPENT;
        }
        boolean excused = rotation != null && !rotation.delivered;
        Presentation shown = new Presentation(this, presentations.size() + 1, kind, now, excused);
        presentations.add(shown);
        return shown;
    }

    /** Issues a refresh token in place of the one shown, or the first. */
    Rotation rotate(@Nullable String shown, String next, Instant now) {
        Rotation rotation = new Rotation(now);
        if (shown != null) {
            spent.put(shown, rotation);
        }
        if (current != null && !current.equals(shown)) {
            spent.put(current, rotation);
        }
        current = next;
        rotations += shown == null ? 0 : 1;
        return rotation;
    }

    void issue(String accessToken, Instant until) {
        accessTokens.put(accessToken, until);
    }

    /** Null if it was never issued here. */
    @Nullable
    Instant endOf(String accessToken) {
        return accessTokens.get(accessToken);
    }

    /** The client died: what it was sent since then may not have been taken in. */
    void lostSince(Instant from) {
        spent.values().stream().filter(each -> each.at.isAfter(from)).forEach(each -> each.delivered = false);
    }

    void end() {
        ended = true;
    }
}
