package dev.gatehouse.gateway.guard;

import org.jspecify.annotations.Nullable;

/** What takes a refused request's place on its way to whoever answers it. Never a fault, so it has no stack trace. */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Refusal refusal;
    private final transient @Nullable String target;

    /** @param target as it was sent, perhaps with a secret in it: never to be logged; null if it could not be read */
    Refused(Refusal refusal, @Nullable String target) {
        super(refusal.code(), null, false, false);
        this.refusal = refusal;
        this.target = target;
    }

    Refusal refusal() {
        return refusal;
    }

    @Nullable
    String target() {
        return target;
    }
}
