package dev.gatehouse.gateway.operations;

import dev.gatehouse.gateway.token.ApplicationBreaker;
import dev.gatehouse.gateway.token.RefreshRecord;
import dev.gatehouse.gateway.token.RefreshSchedule;
import dev.gatehouse.gateway.token.TokenTraffic;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.function.Consumer;

/** Counts and times refreshes, and shows what waits for its turn; by EHR, never by server, practice or connection. */
public final class RefreshMeters implements Consumer<RefreshRecord> {
    private final MeterRegistry meters;

    public RefreshMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public void accept(RefreshRecord refresh) {
        Timer.builder("gatehouse.token.refreshes")
                .description("Refreshes of access tokens, from the wish to the end, with the wait for a turn")
                .tag("ehr", refresh.ehr())
                .tag("lane", refresh.lane().name().toLowerCase(Locale.ROOT))
                .tag("outcome", refresh.outcome())
                .serviceLevelObjectives(Duration.ofMillis(250), Duration.ofSeconds(1), Duration.ofSeconds(5))
                .register(meters)
                .record(refresh.took());
    }

    /** @param ehrs keys of all EHR profiles */
    public void watch(
            Collection<String> ehrs, TokenTraffic traffic, ApplicationBreaker breaker, RefreshSchedule schedule) {
        for (String ehr : ehrs) {
            Gauge.builder("gatehouse.token.requests.waiting", traffic, all -> waited(all, ehr))
                    .description("Token requests in a queue")
                    .tag("ehr", ehr)
                    .tag("lane", "waited")
                    .register(meters);
            Gauge.builder("gatehouse.token.requests.waiting", traffic, all -> ahead(all, ehr))
                    .description("Token requests in a queue")
                    .tag("ehr", ehr)
                    .tag("lane", "ahead")
                    .register(meters);
            Gauge.builder("gatehouse.token.requests.rate", traffic, all -> rate(all, ehr))
                    .description("Token requests a second for the slowest of the EHR's servers; NaN before the first")
                    .tag("ehr", ehr)
                    .register(meters);
        }
        Gauge.builder("gatehouse.token.applications.refused", breaker, ApplicationBreaker::open)
                .description("Applications whose client is refused, so that only one request a minute goes out")
                .register(meters);
        Gauge.builder("gatehouse.token.refreshes.overdue", schedule, RefreshSchedule::overdue)
                .description("Grants whose refresh is due and not begun, as of some seconds ago")
                .register(meters);
    }

    private static double waited(TokenTraffic traffic, String ehr) {
        return traffic.servers().stream()
                .filter(each -> each.ehr().equals(ehr))
                .mapToInt(TokenTraffic.Server::waited)
                .sum();
    }

    private static double ahead(TokenTraffic traffic, String ehr) {
        return traffic.servers().stream()
                .filter(each -> each.ehr().equals(ehr))
                .mapToInt(TokenTraffic.Server::ahead)
                .sum();
    }

    private static double rate(TokenTraffic traffic, String ehr) {
        return traffic.servers().stream()
                .filter(each -> each.ehr().equals(ehr))
                .mapToDouble(TokenTraffic.Server::rate)
                .min()
                .orElse(Double.NaN);
    }
}
