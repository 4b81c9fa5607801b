package dev.gatehouse.gateway.token;

import dev.gatehouse.gateway.connection.PracticeConnection;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One refresh that has ended, for meters.
 *
 * @param connection whose token it was about
 * @param outcome {@code refreshed}, {@code put_off} (not sent, for its turn would come too late), or a kind of failure
 * @param took from the wish to the end, with the wait for its turn
 */
public record RefreshRecord(PracticeConnection connection, Lane lane, String outcome, Duration took) {
    private static final String REFRESHED = "refreshed";
    private static final String PUT_OFF = "put_off";

    /** Key of the EHR profile. */
    public String ehr() {
        return connection.ehr();
    }

    /** True if there is a new token. */
    public boolean succeeded() {
        return outcome.equals(REFRESHED);
    }

    /** True if it was not tried. */
    public boolean wasPutOff() {
        return outcome.equals(PUT_OFF);
    }

    /** @param failure null if there is a new token */
    static String outcome(@Nullable Throwable failure) {
        if (failure == null) {
            return REFRESHED;
        }
        if (failure instanceof TokenCallPutOff) {
            return PUT_OFF;
        }
        if (failure instanceof NeedsReconnect) {
            return "denied";
        }
        if (failure instanceof ApplicationMisconfigured) {
            return "client_broken";
        }
        return failure instanceof NoToken refused ? refused.outcome().name().toLowerCase(Locale.ROOT) : "failed";
    }
}
