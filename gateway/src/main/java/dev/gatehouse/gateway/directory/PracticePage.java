package dev.gatehouse.gateway.directory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the practices that were found, best first.
 *
 * @param total all that were found
 * @param nextCursor asks for the ones behind these; null at the end
 */
public record PracticePage(
        List<Practice> items, int total, @Nullable String nextCursor) {
    public PracticePage {
        items = List.copyOf(items);
    }
}
