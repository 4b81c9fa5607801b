package dev.gatehouse.gateway.operator;

import dev.gatehouse.common.failure.Failure;
import java.time.Duration;

/** Why somebody is not signed in. What it says is the same for an unknown name, a wrong password and a locked account. */
final class SignInRefused {
    private SignInRefused() {}

    static Failure wrong() {
        return new Failure.Unauthorized("sign-in-failed", "The e-mail address, the password or the code is not right.");
    }

    static Failure codeNeeded() {
        return new Failure.Unauthorized(
                "second-factor-needed", "Send the six digits of your authenticator app too, as totp.");
    }

    static Failure tooOften(Duration left) {
        return new Failure.TooMany(
                "sign-in-throttled", "There were too many tries. Wait a little before the next one.", left);
    }

    static Failure noSession() {
        return new Failure.Unauthorized(
                "session-over", "You are not signed in, or your session is over. Sign in again.");
    }

    static Failure linkOver() {
        return new Failure.Invalid(
                "one-time-link-over",
                "This link was used, is too old, or was replaced by a newer one. Ask for another.");
    }
}
