package dev.gatehouse.common.egress;

import java.util.Optional;

/**
 * A call that ended without a complete answer. What matters to the caller is whether the other side can have seen the
 * request: a token call may be repeated freely only if it can't.
 */
public sealed interface NoAnswer permits EgressBusy, EgressFailure, EgressTimeout, HostLeftAlone {

    /** How far the call came. */
    enum Stage {
        /** Our own rules forbid the address; nothing was sent and nothing will be. */
        REFUSED_BY_US,
        /** There was no connection, so not a byte of the request was sent. */
        NOT_CONNECTED,
        /** The request may have arrived and may have been acted on. */
        MAYBE_SENT
    }

    Stage stage();

    /** The stage at which a call failed; empty if the failure is not one of a call. */
    static Optional<Stage> stageOf(Throwable failure) {
        return failure instanceof NoAnswer noAnswer ? Optional.of(noAnswer.stage()) : Optional.empty();
    }
}
