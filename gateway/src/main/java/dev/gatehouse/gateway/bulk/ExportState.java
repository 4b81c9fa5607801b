package dev.gatehouse.gateway.bulk;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How far an export is. */
enum ExportState {
    /** Waits until the tenant has fewer exports under way. */
    QUEUED,
    /** The EHR is being asked to begin. */
    REQUESTING,
    /** The EHR puts it together. */
    PREPARING,
    /** Its files are being fetched. */
    DOWNLOADING,
    COMPLETE,
    /** It stopped, and may be resumed. */
    FAILED,
    CANCELED;

    /** As it stands in JSON and in the database. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isActive() {
        return compareTo(COMPLETE) < 0;
    }

    /** Those that go on by themselves. */
    static List<String> active() {
        return Arrays.stream(values())
                .filter(ExportState::isActive)
                .map(ExportState::text)
                .toList();
    }

    static Optional<ExportState> of(String text) {
        return Arrays.stream(values()).filter(each -> each.text().equals(text)).findFirst();
    }
}
