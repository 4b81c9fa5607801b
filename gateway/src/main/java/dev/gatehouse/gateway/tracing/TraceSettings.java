package dev.gatehouse.gateway.tracing;

import dev.gatehouse.common.settings.SettingsSource;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * Where traces go.
 *
 * @param collector the operator's own; spans are posted to {@code /v1/traces} below it
 * @param percent of the calls that are followed, unless the client's {@code traceparent} says yes or no
 * @param toEhr whether EHRs are told the ids of the trace
 */
public record TraceSettings(URI collector, int percent, boolean toEhr) {

    /** Empty if no traces are wanted. */
    public static Optional<TraceSettings> read(SettingsSource source) {
        int percent = source.number("GATEHOUSE_OTLP_PERCENT", 100, 0, 100);
        String toEhr = source.text("GATEHOUSE_OTLP_TO_EHR", "false").toLowerCase(Locale.ROOT);
        if (!toEhr.equals("true") && !toEhr.equals("false")) {
            source.mistake("GATEHOUSE_OTLP_TO_EHR", "should be true or false");
        }
        return source.origin("GATEHOUSE_OTLP_ENDPOINT")
                .map(collector -> new TraceSettings(collector, percent, toEhr.equals("true")));
    }
}
