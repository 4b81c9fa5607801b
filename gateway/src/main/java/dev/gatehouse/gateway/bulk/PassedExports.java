package dev.gatehouse.gateway.bulk;

import dev.gatehouse.common.egress.SmallAnswer;
import dev.gatehouse.common.ehr.EhrFacts;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Problem;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.gateway.admission.Admission;
import dev.gatehouse.gateway.connection.PracticeConnection;
import dev.gatehouse.gateway.proxy.CallKind;
import dev.gatehouse.gateway.proxy.CallRecord;
import dev.gatehouse.gateway.proxy.CallTrace;
import dev.gatehouse.gateway.proxy.CallWatch;
import dev.gatehouse.gateway.proxy.FhirTarget;
import dev.gatehouse.gateway.proxy.HeaderPolicy;
import dev.gatehouse.gateway.proxy.OwnAddresses;
import dev.gatehouse.gateway.proxy.ProxyCall;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Exports that a client runs itself through {@code /fhir/{connection}}. The kick-off is passed on like any call; the address
 * in its {@code Content-Location} becomes one of ours, at which the client polls, gets the manifest with files at addresses of
 * ours, and ends the export with DELETE. It sends its API key everywhere; what the EHR wants for a file we know.
 */
public final class PassedExports implements OwnAddresses {
    private static final CharSequence PROGRESS = HttpHeaders.createOptimized("x-progress");
    private static final List<CharSequence> OF_STATUS =
            List.of(HttpHeaders.RETRY_AFTER, PROGRESS, HttpHeaders.EXPIRES, HttpHeaders.CONTENT_TYPE);
    private static final List<CharSequence> OF_FILE_REQUEST = List.of(
            HttpHeaders.ACCEPT,
            HttpHeaders.createOptimized("range"),
            HttpHeaders.createOptimized("if-range"),
            HttpHeaders.IF_NONE_MATCH,
            HttpHeaders.IF_MODIFIED_SINCE);

    private final BulkAddresses addresses;
    private final ExportHosts hosts;
    private final ExportCalls calls;
    private final Admission admission;
    private final Function<String, EhrFacts.@Nullable FileToken> filesNeedToken;
    private final String publicUrl;
    private final CallWatch watch;
    private final Clock clock;

    /**
     * @param hosts which addresses may be called
     * @param admission gives calls their place; what an EHR says of one export holds up no other call
     * @param filesNeedToken what is known of an EHR's files, by the key of its profile
     * @param sealer of the addresses that clients get
     * @param publicUrl the gateway as clients see it, without a slash at its end
     * @param watch looks on at each call
     */
    public PassedExports(
            ExportHosts hosts,
            ExportCalls calls,
            Admission admission,
            Function<String, EhrFacts.@Nullable FileToken> filesNeedToken,
            Sealer sealer,
            String publicUrl,
            CallWatch watch,
            Clock clock) {
        this.addresses = new BulkAddresses(sealer, publicUrl, clock);
        this.hosts = hosts;
        this.calls = calls;
        this.admission = admission;
        this.filesNeedToken = filesNeedToken;
        this.publicUrl = publicUrl;
        this.watch = watch;
        this.clock = clock;
    }

    @Override
    public boolean own(FhirTarget target) {
        if (target.segments().isEmpty()) {
            return false;
        }
        String first = target.segments().get(0);
        return first.equals(BulkAddress.Kind.STATUS.segment()) || first.equals(BulkAddress.Kind.FILE.segment());
    }

    @Override
    public boolean mayBring(FhirTarget target) {
        return target.last().equals("$export");
    }

    /** The answer to a kick-off is passed on by the proxy; only the address of the status in it is exchanged. */
    @Override
    public void exchange(HttpServerResponse response, ProxyCall call) {
        PracticeConnection connection = call.connection();
        String address = response.headers().get(HttpHeaders.CONTENT_LOCATION);
        if (response.getStatusCode() != 202 || address == null) {
            return;
        }
        String base = connection.baseUrl().toString();
        String plain = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        String ours = publicUrl + "/fhir/" + connection.id().value() + "/";
        String theirs = address.startsWith(ours) ? plain + "/" + address.substring(ours.length()) : address;
        try {
            URI status = URI.create(plain + "/").resolve(theirs);
            response.putHeader(HttpHeaders.CONTENT_LOCATION, addresses.forStatus(connection, status));
        } catch (IllegalArgumentException | Failure unusable) {
            // Nothing that could be polled here: what is no address is told as none.
            response.headers().remove(HttpHeaders.CONTENT_LOCATION);
        }
    }

    @Override
    public Future<Void> answer(HttpServerRequest request, ProxyCall call) {
        long begun = System.nanoTime();
        CallTrace trace = watch.begin(call, request.headers());
        long[] bytes = new long[1];
        Future<Void> answered = admission
                .enter(call.connection(), gone -> request.response().closeHandler(closed -> gone.run()))
                .compose(slot -> slot.during(() -> answer(request, call, bytes)));
        return answered.onComplete(done -> {
            CallRecord record = record(request, call, begun, bytes[0], done.failed() ? done.cause() : null);
            trace.ended(record);
            watch.ended(record);
        });
    }

    private Future<Void> answer(HttpServerRequest request, ProxyCall call, long[] bytes) {
        List<String> segments = call.target().segments();
        if (segments.size() != 2 || call.target().query() != null) {
            throw new Failure.Missing("bulk-address-unknown", "There is no export status or file at this address.");
        }
        boolean ofStatus = segments.get(0).equals(BulkAddress.Kind.STATUS.segment());
        BulkAddress.Kind kind = ofStatus ? BulkAddress.Kind.STATUS : BulkAddress.Kind.FILE;
        BulkAddress address = addresses.open(call.connection(), kind, segments.get(1));
        HttpMethod method = call.method();
        boolean reading = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
        if (!reading && !(ofStatus && method.equals(HttpMethod.DELETE))) {
            throw new Failure.Invalid(
                    "bulk-method-refused",
                    "The status of an export can be read and deleted, its files can be read, nothing else.");
        }
        return ofStatus ? status(request, call, address, bytes) : file(request, call, address, bytes);
    }

    private Future<Void> status(HttpServerRequest request, ProxyCall call, BulkAddress address, long[] bytes) {
        PracticeConnection connection = call.connection();
        ExportHosts.Place place =
                hosts.trusted(connection, address.url(), address.url().toString());
        HttpMethod method = call.method().equals(HttpMethod.HEAD) ? HttpMethod.GET : call.method();
        Map<String, String> headers =
                Map.of("accept", "application/json", HeaderPolicy.REQUEST_ID.toString(), call.requestId());
        return calls.ask(connection, method, place, headers)
                .compose(answer -> tell(request, call, place, answer, bytes));
    }

    private Future<Void> tell(
            HttpServerRequest request, ProxyCall call, ExportHosts.Place place, SmallAnswer answer, long[] bytes) {
        HttpServerResponse response = request.response();
        if (response.closed()) {
            return Future.succeededFuture();
        }
        Buffer body = answer.status() == 200 && !call.method().equals(HttpMethod.DELETE)
                ? manifest(call.connection(), place, answer)
                : answer.body();
        String next = answer.status() >= 300 && answer.status() < 400
                ? answer.header("location").orElse(null)
                : null;
        response.setStatusCode(answer.status());
        if (next != null) {
            ExportHosts.Place to = hosts.trusted(call.connection(), place.url(), next);
            response.putHeader(HttpHeaders.LOCATION, addresses.forStatus(call.connection(), to.url()));
        }
        OF_STATUS.forEach(name -> answer.header(name.toString()).ifPresent(value -> response.putHeader(name, value)));
        answer.header(HttpHeaders.CONTENT_TYPE.toString())
                .filter(type -> !type.contains("json"))
                .ifPresent(other -> response.putHeader(HttpHeaders.CONTENT_TYPE, "application/octet-stream"));
        HeaderPolicy.harden(response.headers());
        response.putHeader(HeaderPolicy.REQUEST_ID, call.requestId());
        bytes[0] = body.length();
        return response.end(body);
    }

    private Buffer manifest(PracticeConnection connection, ExportHosts.Place place, SmallAnswer answer) {
        if (answer.headers().contains(HttpHeaders.CONTENT_ENCODING)) {
            throw new Failure.Upstream("bulk-manifest-refused", "The EHR compressed its list of export files unasked.");
        }
        ManifestReader reader = new ManifestReader(answer.body());
        boolean token = reader.manifest().filesNeedToken(filesNeedToken.apply(connection.ehr()));
        return reader.rewritten(
                file -> addresses.forFile(
                        connection,
                        hosts.of(connection, place.url(), file.url()).url(),
                        token),
                link -> addresses.forStatus(
                        connection,
                        hosts.trusted(connection, place.url(), link.url()).url()));
    }

    private Future<Void> file(HttpServerRequest request, ProxyCall call, BulkAddress address, long[] bytes) {
        PracticeConnection connection = call.connection();
        ExportHosts.Place place =
                hosts.of(connection, address.url(), address.url().toString());
        Map<String, String> headers = new HashMap<>();
        OF_FILE_REQUEST.forEach(name -> {
            String value = call.headers().get(name);
            if (value != null) {
                headers.put(name.toString(), value);
            }
        });
        return calls.open(connection, call.method(), place, address.token(), headers)
                .compose(coming -> relay(request, call, coming, bytes));
    }

    private Future<Void> relay(HttpServerRequest request, ProxyCall call, ExportCalls.Coming coming, long[] bytes) {
        HttpServerResponse response = request.response();
        if (response.closed()) {
            coming.request().reset();
            return Future.succeededFuture();
        }
        HttpClientResponse from = coming.response();
        if (from.statusCode() == 401) {
            coming.request().reset();
            return Future.failedFuture(new Failure.Upstream(
                    "bulk-file-refused", "The host of the file refused the call. Your own API key is fine."));
        }
        boolean body = !call.method().equals(HttpMethod.HEAD) && from.statusCode() != 304;
        response.setStatusCode(from.statusCode());
        HeaderPolicy.fileToClient(from.headers(), response.headers(), body);
        response.putHeader(HeaderPolicy.REQUEST_ID, call.requestId());
        if (!body) {
            from.resume();
            return response.end();
        }
        if (!response.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
            response.setChunked(true);
        }
        response.closeHandler(gone -> coming.request().reset());
        return from.pipeTo(response)
                .onComplete(done -> bytes[0] = response.bytesWritten())
                .recover(broken -> {
                    response.reset();
                    return Future.failedFuture(new Failure.Upstream(
                            "ehr-answer-cut", "The EHR broke off in the middle of a file.", broken));
                });
    }

    private CallRecord record(
            HttpServerRequest request, ProxyCall call, long begun, long bytes, @Nullable Throwable failure) {
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        Problem problem = failure == null ? null : Problem.of(failure);
        HttpServerResponse response = request.response();
        return new CallRecord(
                clock.instant().minus(took),
                call.requestId(),
                call.connection().tenant(),
                call.caller().id(),
                call.connection().id(),
                call.connection().practiceId(),
                call.connection().applicationId(),
                call.connection().ehr(),
                CallKind.FHIR,
                call.method().name(),
                call.target().segments().get(0) + "/{id}",
                problem == null || response.headWritten() ? response.getStatusCode() : problem.status(),
                problem == null ? null : problem.code(),
                0,
                bytes,
                took,
                took,
                false,
                false,
                List.of());
    }
}
