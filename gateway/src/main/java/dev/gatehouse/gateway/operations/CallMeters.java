package dev.gatehouse.gateway.operations;

import dev.gatehouse.gateway.proxy.CallRecord;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.Consumer;

/** Counts and times proxied calls by EHR, method and class of status; never by patient, practice or connection. */
public final class CallMeters implements Consumer<CallRecord> {
    private final MeterRegistry meters;

    public CallMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public void accept(CallRecord call) {
        Timer.builder("gatehouse.proxy.calls")
                .description("Calls through the FHIR proxy, from the first look at the request to its end")
                .tag("ehr", call.ehr())
                .tag("method", call.method())
                .tag("status", call.status() / 100 + "xx")
                .serviceLevelObjectives(Duration.ofMillis(50), Duration.ofMillis(250), Duration.ofSeconds(1))
                .register(meters)
                .record(call.took());
    }
}
