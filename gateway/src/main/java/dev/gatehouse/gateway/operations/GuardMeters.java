package dev.gatehouse.gateway.operations;

import dev.gatehouse.gateway.guard.ListenerGuard;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** Shows whom the public listener turned away, never by address. */
public final class GuardMeters {
    private GuardMeters() {}

    public static void watch(MeterRegistry meters, ListenerGuard guard) {
        count(meters, guard, "all", ListenerGuard::refused);
        count(meters, guard, "address", ListenerGuard::refusedByAddress);
    }

    private static void count(
            MeterRegistry meters, ListenerGuard guard, String limit, ToDoubleFunction<ListenerGuard> counted) {
        FunctionCounter.builder("gatehouse.connections.refused", guard, counted)
                .description("Connections that were turned away, by the limit they met")
                .tag("limit", limit)
                .register(meters);
    }
}
