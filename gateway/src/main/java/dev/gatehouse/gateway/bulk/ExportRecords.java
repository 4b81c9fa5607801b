package dev.gatehouse.gateway.bulk;

import dev.gatehouse.common.egress.SmallAnswer;
import dev.gatehouse.common.failure.Problem;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.gateway.connection.PracticeConnection;
import dev.gatehouse.gateway.proxy.CallKind;
import dev.gatehouse.gateway.proxy.CallRecord;
import dev.gatehouse.gateway.proxy.CallWatch;
import dev.gatehouse.gateway.proxy.FhirTarget;
import dev.gatehouse.gateway.proxy.RouteTemplate;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Records of the calls that exports make on their own, like those of proxied calls: a kick-off by its template, status and
 * files by what stands for their addresses, which are the EHR's own and may hold anything. Their caller is the export.
 */
final class ExportRecords {
    static final String STATUS = BulkAddress.Kind.STATUS.segment() + "/{id}";
    private static final String FILE = BulkAddress.Kind.FILE.segment() + "/{id}";

    private final CallWatch watch;
    private final Ids ids;
    private final Clock clock;

    ExportRecords(CallWatch watch, Ids ids, Clock clock) {
        this.watch = watch;
        this.ids = ids;
        this.clock = clock;
    }

    /** The template of a kick-off. */
    static String kickOff(PracticeConnection connection, ExportWish wish) {
        return RouteTemplate.of(FhirTarget.below(connection.id(), wish.target().substring(1)));
    }

    /** Notes how a small call ends that begins now. */
    Future<SmallAnswer> asked(
            ExportRow export,
            PracticeConnection connection,
            HttpMethod method,
            String route,
            Future<SmallAnswer> answer) {
        long begun = System.nanoTime();
        return answer.onComplete(done -> {
            Duration took = since(begun);
            int status = done.succeeded()
                    ? done.result().status()
                    : Problem.of(done.cause()).status();
            long bytes = done.succeeded() ? done.result().body().length() : 0;
            write(export, connection, method, route, status, code(done), bytes, took, took);
        });
    }

    /**
     * Notes how a file comes that is asked for now.
     *
     * @param head when it begins to come
     * @param whole when it is on disk
     */
    Future<ExportFile.Received> fetched(
            ExportRow export,
            PracticeConnection connection,
            Future<ExportCalls.Coming> head,
            Future<ExportFile.Received> whole) {
        long begun = System.nanoTime();
        AtomicLong waited = new AtomicLong();
        head.onSuccess(coming -> waited.set(System.nanoTime() - begun));
        return whole.onComplete(done -> {
            int status = head.succeeded()
                    ? head.result().response().statusCode()
                    : Problem.of(done.cause()).status();
            long bytes = done.succeeded() ? done.result().bytes() : 0;
            write(
                    export,
                    connection,
                    HttpMethod.GET,
                    FILE,
                    status,
                    code(done),
                    bytes,
                    since(begun),
                    Duration.ofNanos(waited.get()));
        });
    }

    private static Duration since(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** An export that was canceled is a client that went away. */
    private static @Nullable String code(AsyncResult<?> done) {
        if (done.succeeded()) {
            return null;
        }
        return done.cause() instanceof Superseded
                ? "client-gone"
                : Problem.of(done.cause()).code();
    }

    private void write(
            ExportRow export,
            PracticeConnection connection,
            HttpMethod method,
            String route,
            int status,
            @Nullable String code,
            long bytes,
            Duration took,
            Duration waited) {
        watch.ended(new CallRecord(
                clock.instant().minus(took),
                ids.nextGuessable("req"),
                connection.tenant(),
                export.id,
                connection.id(),
                connection.practiceId(),
                connection.applicationId(),
                connection.ehr(),
                CallKind.BULK,
                method.name(),
                route,
                status,
                code,
                0,
                bytes,
                took,
                waited,
                false,
                false,
                List.of()));
    }
}
