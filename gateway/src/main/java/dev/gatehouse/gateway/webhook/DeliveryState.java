package dev.gatehouse.gateway.webhook;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How far a delivery is. */
public enum DeliveryState {
    /** Not taken yet; it is tried, or tried again. */
    PENDING,
    /** The receiver said that it has it. */
    DELIVERED,
    /** Given up; it can be sent again by hand. */
    FAILED;

    /** As it stands in JSON and in the database. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<DeliveryState> of(String text) {
        return Arrays.stream(values()).filter(each -> each.text().equals(text)).findFirst();
    }
}
