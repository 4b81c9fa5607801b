package dev.gatehouse.gateway.token;

/** Watches refreshes from step to step: meters count them, and tests stop a process at one of them. */
@FunctionalInterface
public interface RefreshSteps {
    /** Nobody looks. */
    RefreshSteps UNWATCHED = step -> {};

    /** How far one refresh has come. */
    enum Step {
        /** No other node may refresh this grant for now. */
        CLAIMED,
        /** The request is about to be written; the EHR may have acted from here on. */
        SENT,
        /** A token answer was read and is good; nothing of it is kept yet. */
        ANSWERED,
        /** The answer is in the journal on this node's disk. */
        JOURNALED,
        /** The answer is in the database. */
        COMMITTED
    }

    /** Called on the refreshing context; does not throw and does not block. */
    void at(Step step);
}
