package dev.gatehouse.gateway.token;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One refresh that has ended, for meters.
 *
 * @param ehr key of the EHR profile
 * @param outcome {@code refreshed}, {@code put_off} (not sent, for its turn would come too late), or a kind of failure
 * @param took from the wish to the end, with the wait for its turn
 */
public record RefreshRecord(String ehr, Lane lane, String outcome, Duration took) {

    /** @param failure null if there is a new token */
    static String outcome(@Nullable Throwable failure) {
        if (failure == null) {
            return "refreshed";
        }
        if (failure instanceof TokenCallPutOff) {
            return "put_off";
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
