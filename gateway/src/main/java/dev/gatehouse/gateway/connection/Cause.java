package dev.gatehouse.gateway.connection;

import org.jspecify.annotations.Nullable;

/**
 * Why a connection is as it is.
 *
 * @param code stable, kebab-case
 * @param text one plain sentence for people: what happened and what to do next
 */
public record Cause(String code, String text) {
    private static final int LONGEST = 1000;

    public static final Cause CONNECTED = new Cause("connected", "The practice connected.");
    public static final Cause RECONNECTED = new Cause("reconnected", "The practice connected again.");
    public static final Cause IMPORTED = new Cause("imported", "A grant from elsewhere was taken over.");
    public static final Cause IMPORT_UNPROVEN = new Cause(
            "import-unproven",
            "A refresh token from elsewhere was taken over; its first use will show whether it is good.");
    public static final Cause REFRESHED = new Cause("refreshed", "The token was refreshed; all is well again.");
    public static final Cause DISCONNECTED =
            new Cause("disconnected", "The connection was ended here. Its tokens were erased.");
    public static final Cause PAUSED = new Cause(
            "paused", "The connection was paused here: no calls go through it, and its token is not renewed.");
    public static final Cause RESUMED = new Cause("resumed", "The connection was resumed.");
    public static final Cause TOKEN_SHOWN =
            new Cause("token-shown", "The access token was handed out. The audit tells to whom.");
    public static final Cause CHECKED_GOOD = new Cause("check-good", "Tested: the EHR takes the access token.");
    public static final Cause CHECKED_BAD = new Cause("check-bad", "Tested: the EHR does not take the access token.");
    public static final Cause CHECKED_OPEN =
            new Cause("check-open", "Tested: the EHR could not say whether it takes the access token.");
    public static final Cause NO_REFRESH_TOKEN = new Cause(
            "no-refresh-token",
            "The token ended and the EHR gave none to renew it. Ask for offline_access and connect again.");
    public static final Cause GRANT_REFUSED = new Cause(
            "invalid-grant",
            "The EHR no longer accepts this grant: it ended, or access was withdrawn. Connect the practice again.");

    public static final Cause REFUSED_ONCE = new Cause(
            "grant-refused-once",
            "The EHR refused to renew this grant. It is asked once more before the practice has to connect again.");
    public static final Cause ROTATION_LOST = new Cause(
            "rotation-lost",
            "The EHR's answer to a refresh was lost on its way, and the EHR no longer takes the token that was sent."
                    + " Connect the practice again.");

    /** @param words what somebody at the practice does to end the access; null if that is not known */
    public static Cause endedHereOnly(@Nullable String words) {
        return new Cause(
                "disconnected",
                DISCONNECTED.text() + " This EHR does not let us end the access there. " + byHand(words));
    }

    /** The same after tries that were in vain. */
    public static Cause notRevoked(@Nullable String words) {
        return new Cause(
                "revocation-failed", "The EHR did not take the ended connection's tokens back. " + byHand(words));
    }

    private static String byHand(@Nullable String words) {
        return words == null || words.isBlank()
                ? "Ask the practice's administrator to remove the app in the EHR."
                : "To end it there: " + words.strip();
    }

    /** The practice has taken back, or never given, its authorization of the application; it can give it at any time. */
    public static Cause practiceNotAuthorized(String words) {
        return new Cause(
                "practice-not-authorized",
                words + " Ask the practice to authorize it; the connection then works again by itself.");
    }

    public Cause {
        text = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    }
}
