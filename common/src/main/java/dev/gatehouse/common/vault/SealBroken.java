package dev.gatehouse.common.vault;

import dev.gatehouse.common.failure.Failure;

/**
 * A sealed value does not open in the place where it was found: damaged, moved from another row or tenant, or rolled back.
 * Deliberately vague. 409 {@code integrity-failure}; the row is not usable, everything else goes on.
 */
public final class SealBroken extends Failure.Conflict {
    SealBroken(SealedField place) {
        super(
                "integrity-failure",
                "A stored secret could not be opened (" + place.table() + "." + place.column()
                        + "). It was damaged or moved and is not used.");
    }
}
