package dev.gatehouse.gateway.operator;

import dev.gatehouse.common.failure.Failure;

/** Why the identity provider's answer lets nobody in. The codes reach the browser in the address it is sent to. */
final class OidcRefused {
    private OidcRefused() {}

    /** Old, used, or another browser's. */
    static Failure stale() {
        return new Failure.Invalid(
                "oidc-stale", "This answer of the identity provider did not belong to this browser. Start again.");
    }

    /** The person or the identity provider said no. */
    static Failure refused() {
        return new Failure.Unauthorized("oidc-refused", "The identity provider did not sign you in.");
    }

    static Failure failed() {
        return new Failure.Unauthorized(
                "oidc-failed", "The identity provider's answer could not be used. Try again, or ask an owner.");
    }

    static Failure unverified() {
        return new Failure.Unauthorized(
                "oidc-email-unverified", "The identity provider does not vouch for your e-mail address.");
    }

    static Failure nobody() {
        return new Failure.Unauthorized(
                "oidc-nobody", "There is no account for you yet. Ask an owner to invite your e-mail address.");
    }

    static Failure unlinked() {
        return new Failure.Unauthorized(
                "oidc-not-linked",
                "Your account has a password. Sign in with it once, and link the identity provider in your account.");
    }

    static Failure notYou() {
        return new Failure.Unauthorized(
                "oidc-not-you", "You signed in at the identity provider as somebody else, or not anew.");
    }

    static Failure taken() {
        return new Failure.Conflict(
                "oidc-taken", "This account at the identity provider belongs to somebody here already.");
    }
}
