package dev.gatehouse.gateway.app;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.gateway.calls.ActivityRoutes;
import dev.gatehouse.gateway.calls.CallLog;
import dev.gatehouse.gateway.calls.CallRetention;
import dev.gatehouse.gateway.calls.CallRoutes;
import dev.gatehouse.gateway.calls.Calls;
import dev.gatehouse.gateway.calls.Names;
import dev.gatehouse.gateway.calls.Stats;
import dev.gatehouse.gateway.calls.StatsRoutes;
import dev.gatehouse.gateway.connection.Connections;
import dev.gatehouse.gateway.live.Hints;
import dev.gatehouse.gateway.live.Topic;
import dev.gatehouse.gateway.operations.CallMeters;
import dev.gatehouse.gateway.operations.ProcessMeters;
import dev.gatehouse.gateway.proxy.CallRecord;
import dev.gatehouse.gateway.proxy.CallTrace;
import dev.gatehouse.gateway.proxy.CallWatch;
import dev.gatehouse.gateway.proxy.ProxyCall;
import dev.gatehouse.gateway.token.RefreshRecord;
import dev.gatehouse.gateway.tracing.TraceSettings;
import dev.gatehouse.gateway.tracing.Tracing;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.Router;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The part of the gateway that remembers calls: looks on at each, keeps records, counts, and answers questions about them. */
record CallKeeping(
        CallLog log,
        Hints hints,
        CallMeters meters,
        ProcessMeters process,
        CallRetention retention,
        CallRoutes routes,
        StatsRoutes stats,
        ActivityRoutes activity,
        @Nullable Tracing tracing,
        Map<String, List<String>> correlationHeaders)
        implements CallWatch {
    /** Where many servers put an id by which their support finds a call. */
    private static final List<String> USUAL = List.of("X-Correlation-Id", "X-Request-Id", "X-Kong-Request-Id");

    static CallKeeping of(
            Surroundings around,
            GatewaySettings settings,
            Database database,
            EhrProfiles profiles,
            Connections connections,
            Hints hints,
            Names names,
            SecureRandom random) {
        TraceSettings traces = settings.calls().traces();
        Tracing tracing = traces == null ? null : new Tracing(around.vertx(), traces, around.clock());
        CallLog log = new CallLog(around.vertx(), database, settings.calls(), hints, random, around.clock());
        Stats stats = new Stats(database, log);
        return new CallKeeping(
                log,
                hints,
                new CallMeters(around.meters(), settings.calls().practicesInMetrics(), log, tracing),
                ProcessMeters.watch(around.vertx(), around.meters(), settings.eventLoops()),
                new CallRetention(database, settings.calls(), around.clock()),
                new CallRoutes(new Calls(database, log), names, around.clock()),
                new StatsRoutes(
                        stats,
                        tenant -> connections
                                .byState(tenant)
                                .map(counts -> counts.entrySet().stream()
                                        .collect(Collectors.toMap(
                                                each -> each.getKey().text(), Map.Entry::getValue))),
                        around.clock()),
                new ActivityRoutes(stats, around.clock()),
                tracing,
                profiles.all().stream()
                        .collect(Collectors.toMap(
                                EhrProfile::key,
                                each -> Stream.concat(each.answers().correlationHeaders().stream(), USUAL.stream())
                                        .distinct()
                                        .toList())));
    }

    void mount(Router api) {
        routes.mount(api);
        stats.mount(api);
        activity.mount(api);
    }

    void start() {
        log.start();
        if (tracing != null) {
            tracing.start();
        }
    }

    Future<?> sweep() {
        return retention.sweep();
    }

    /** Ends when what was told is in the database, or can't get there. */
    Future<Void> close() {
        return log.close()
                .compose(done -> tracing == null ? Future.<Void>succeededFuture() : tracing.close())
                .compose(done -> process.close());
    }

    void refreshed(RefreshRecord refresh) {
        if (!refresh.wasPutOff()) {
            log.refreshed(refresh.connection(), refresh.succeeded());
            hints.changed(
                    refresh.connection().tenant(),
                    Topic.CONNECTIONS,
                    refresh.connection().id().value());
        }
    }

    @Override
    public List<String> correlationHeaders(String ehr) {
        return correlationHeaders.getOrDefault(ehr, List.of());
    }

    @Override
    public CallTrace begin(ProxyCall call, MultiMap headers) {
        return tracing == null ? CallTrace.NONE : tracing.begin(call, headers);
    }

    @Override
    public void ended(CallRecord call) {
        meters.accept(call);
        log.add(call);
    }
}
