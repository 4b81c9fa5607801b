package dev.gatehouse.gateway.operations;

import dev.gatehouse.common.egress.Egress;
import dev.gatehouse.gateway.admission.Admission;
import dev.gatehouse.gateway.admission.Limit;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** Shows how much is under way and what is refused; by limit, never by tenant, practice or connection. */
public final class AdmissionMeters {
    private AdmissionMeters() {}

    public static void watch(MeterRegistry meters, Admission admission, Egress egress) {
        Gauge.builder("gatehouse.proxy.calls.running", admission, Admission::running)
                .description("Calls under way through the FHIR proxy, those that wait here included")
                .register(meters);
        Gauge.builder("gatehouse.proxy.calls.waiting", admission, Admission::waiting)
                .description("Calls that wait here for a place or for their turn at the EHR")
                .register(meters);
        Gauge.builder("gatehouse.api.calls.running", admission, Admission::runningApi)
                .description("Calls under way of the management API")
                .register(meters);
        for (Limit limit : Limit.values()) {
            FunctionCounter.builder("gatehouse.calls.refused", admission, all -> all.refused(limit))
                    .description("Calls that were not sent, by the limit they met")
                    .tag("limit", limit.text())
                    .register(meters);
        }
        Gauge.builder("gatehouse.egress.hosts.left.alone", egress, Egress::hostsLeftAlone)
                .description("Hosts that took no connection again and again and are not tried for some seconds")
                .register(meters);
    }
}
