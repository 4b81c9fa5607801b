package dev.gatehouse.gateway.token;

import java.time.Instant;

/**
 * An access token in memory, ready to be sent. Never logged: it prints as {@code ****}.
 *
 * @param authorization the whole value of the {@code Authorization} header, {@code Bearer …}
 * @param expiresAt the EHR refuses it from then on
 * @param generation counts the tokens of its grant; a newer token has a higher one
 */
public record AccessToken(CharSequence authorization, Instant expiresAt, long generation) {
    @Override
    public String toString() {
        return "AccessToken[****, expiresAt=" + expiresAt + ", generation=" + generation + "]";
    }
}
