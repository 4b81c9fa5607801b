package dev.gatehouse.common.rotation;

import java.util.Locale;

/** How far a change of keys is. Every step may be repeated, and every state may last for ever without harm. */
public enum RotationState {
    /** The new key is to be added to the ring. */
    ADDING,
    /** Every node is given time to learn the new key, which seals nothing yet. */
    DISTRIBUTING,
    /** The new key seals; every node is given time to notice. */
    SETTLING,
    /** What old keys sealed is sealed anew. */
    RESEALING,
    /** Nothing needs the old key any more; it is kept for a while all the same. */
    KEEPING,
    /** The old keys are gone; or, of a keyset whose results can't be made anew, they stay for reading. */
    DONE,
    /** A newer change came before the old keys were dropped, and takes care of them. */
    REPLACED;

    /** As it stands in JSON. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isOver() {
        return this == DONE || this == REPLACED;
    }
}
