package dev.gatehouse.gateway.authorization;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far the invitations led that were opened in some time. Each count is part of the one before it.
 *
 * @param found those for which a search showed practices, or that named one
 * @param left for the EHR's sign-in
 * @param returned from it, whatever it said
 * @param median from opening the link to the connection; null if there is none
 */
record ConnectFunnel(
        long opened,
        long found,
        long left,
        long returned,
        long connected,
        @Nullable Duration median) {}
