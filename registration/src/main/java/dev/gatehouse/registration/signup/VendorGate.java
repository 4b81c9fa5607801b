package dev.gatehouse.registration.signup;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What the vendor let the application do, once for all practices. Each day is null until it happened.
 *
 * @param testingSince the partner tries it out
 * @param enabledOn switched on for production
 * @param inMarketplaceOn shown to practices
 */
public record VendorGate(
        @Nullable LocalDate testingSince,
        @Nullable LocalDate enabledOn,
        @Nullable LocalDate inMarketplaceOn,
        @Nullable String note) {
    static final VendorGate CLOSED = new VendorGate(null, null, null, null);

    public boolean isOpen() {
        return enabledOn != null || inMarketplaceOn != null;
    }
}
