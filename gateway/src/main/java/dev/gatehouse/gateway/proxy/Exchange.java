package dev.gatehouse.gateway.proxy;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Problem;
import dev.gatehouse.gateway.admission.Slot;
import dev.gatehouse.gateway.token.AccessToken;
import dev.gatehouse.gateway.token.AccessTokens;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One call through the proxy, from its token to the last byte of its answer. All of it happens on the request's context. */
final class Exchange {
    private static final Set<HttpMethod> REPEATABLE =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.PUT, HttpMethod.DELETE);
    private static final Set<HttpMethod> BODY_EXPECTED = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

    private final Vertx vertx;
    private final Context context;
    private final Practice practice;
    private final AccessTokens tokens;
    private final BundleIntake bundles;
    private final ProxySettings settings;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final ProxyCall call;
    private final String target;
    private final boolean hasBody;
    private final Patience patience;
    private final Relay relay;
    private final CallWatch watch;
    private final CallTrace trace;
    private final long begun = System.nanoTime();

    private @Nullable Slot slot;
    private @Nullable HttpClientRequest upstream;
    /** Of the EHR's answer to it; null until it is there. */
    private @Nullable HttpClientResponse head;
    /** The wait before another attempt; null while there is none. */
    private @Nullable Promise<Void> pause;
    /** A batch or transaction, read and checked; null for what streams. */
    private @Nullable Buffer bundle;

    private @Nullable UploadPipe upload;
    private @Nullable Failure ended;
    private int attempts;
    private boolean over;
    private boolean retried;
    private boolean refreshed;
    private long answeredNanos;
    private long sentNanos;
    /** That we spent waiting for the EHR, tokens not counted. */
    private long ehrNanos;

    private List<String> correlationIds = List.of();

    Exchange(
            Vertx vertx,
            Practice practice,
            AccessTokens tokens,
            BundleIntake bundles,
            ProxySettings settings,
            HttpServerRequest request,
            ProxyCall call,
            CallWatch watch) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.practice = practice;
        this.tokens = tokens;
        this.bundles = bundles;
        this.settings = settings;
        this.request = request;
        this.response = request.response();
        this.call = call;
        this.target = practice.at(call.target());
        this.hasBody = hasBody(request);
        this.patience = new Patience(vertx, this::awaitsClient, this::lostPatience);
        this.relay = new Relay(practice.links(), call, response, patience::progress);
        this.watch = watch;
        this.trace = watch.begin(call, request.headers());
    }

    /** @param place among the calls under way; whoever runs this gives it back */
    Future<Void> run(Slot place) {
        slot = place;
        if (response.closed()) {
            return Future.failedFuture(EhrFailures.clientGone());
        }
        response.closeHandler(closed -> abandon(EhrFailures.clientGone()));
        response.exceptionHandler(broken -> abandon(EhrFailures.clientGone()));
        return allowed().compose(this::askUntilAnswered).compose(this::relay).transform(outcome -> {
            finish();
            return outcome.failed() ? Future.failedFuture(reason(outcome.cause())) : Future.succeededFuture();
        });
    }

    private Future<AccessToken> allowed() {
        CallGuard guard = new CallGuard(call, practice.reach());
        try {
            guard.check(call.method(), call.target());
        } catch (Failure refused) {
            return Future.failedFuture(refused);
        }
        return Effect.of(call.method(), call.target()) == Effect.BUNDLE
                ? checkedBundle(guard).compose(checked -> token(tokens.current(call.connection())))
                : token(tokens.current(call.connection()));
    }

    private Future<Buffer> checkedBundle(CallGuard guard) {
        continueIfAsked();
        return bundles.read(request, call, guard).onSuccess(read -> bundle = read);
    }

    private Future<AccessToken> token(Future<AccessToken> wait) {
        return here(trace.token(wait));
    }

    /** Tells of the call, which is over. */
    void record(Clock clock, @Nullable Throwable failure) {
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        Problem problem = failure == null ? null : Problem.of(failure);
        int status = problem == null || response.headWritten() ? response.getStatusCode() : problem.status();
        CallRecord record = new CallRecord(
                clock.instant().minus(took),
                call.requestId(),
                call.connection().tenant(),
                call.caller().id(),
                call.connection().id(),
                call.connection().practiceId(),
                call.connection().applicationId(),
                call.connection().ehr(),
                call.form() == AnswerForm.FHIR ? CallKind.FHIR : CallKind.NANGO,
                call.method().name(),
                RouteTemplate.of(call.target()),
                status,
                problem == null ? null : problem.code(),
                bytesIn(),
                relay.bytes(),
                took,
                Duration.ofNanos(answeredNanos),
                retried,
                refreshed,
                correlationIds);
        trace.ended(record);
        watch.ended(record);
    }

    private long bytesIn() {
        if (bundle != null) {
            return upstream == null ? 0 : bundle.length();
        }
        return upload == null ? 0 : upload.bytes();
    }

    /** Once, unless the client wants more of a request that may be repeated. */
    private Future<Answer> askUntilAnswered(AccessToken token) {
        attempts++;
        Future<Answer> answer = ask(token).compose(this::withFreshTokenIfRefused);
        return call.repeats() == Repeats.NONE || !isRepeatable() ? answer : answer.transform(this::againIfWanted);
    }

    private Future<Answer> againIfWanted(AsyncResult<Answer> outcome) {
        HttpClientResponse last = outcome.failed() ? null : outcome.result().head();
        Duration wait = ended != null
                ? null
                : call.repeats()
                        .after(
                                attempts,
                                last == null ? Repeats.NO_ANSWER : last.statusCode(),
                                last == null ? null : last.getHeader(HttpHeaders.RETRY_AFTER));
        if (wait == null) {
            return last == null ? Future.failedFuture(outcome.cause()) : Future.succeededFuture(outcome.result());
        }
        dropUpstream();
        patience.end();
        Promise<Void> waited = Promise.promise();
        pause = waited;
        vertx.setTimer(Math.max(1, wait.toMillis()), over -> waited.tryComplete());
        return waited.future()
                .compose(over -> slot == null ? Future.succeededFuture() : slot.turn())
                .compose(over -> ended == null ? token(tokens.current(call.connection())) : Future.failedFuture(ended))
                .compose(this::askUntilAnswered);
    }

    private boolean isRepeatable() {
        return !hasBody && REPEATABLE.contains(call.method());
    }

    private Future<Answer> ask(AccessToken token) {
        return send(token).recover(failure -> {
            boolean read = call.method().equals(HttpMethod.GET) || call.method().equals(HttpMethod.HEAD);
            if (ended != null || retried || hasBody || !read || !EhrFailures.mayBeStale(failure)) {
                return Future.failedFuture(failure);
            }
            retried = true;
            return send(token);
        });
    }

    private Future<Answer> send(AccessToken token) {
        if (ended != null) {
            return Future.failedFuture(ended);
        }
        return here(practice.outbound().open(call.method(), target, retried)).compose(opened -> write(opened, token));
    }

    private Future<Answer> write(HttpClientRequest opened, AccessToken token) {
        if (ended != null) {
            opened.reset();
            return Future.failedFuture(ended);
        }
        upstream = opened;
        head = null;
        opened.exceptionHandler(dropped -> {});
        List<String> segments = call.target().segments();
        boolean binary = segments.size() == 2 && segments.get(0).equals("Binary");
        HeaderPolicy.toEhr(call.headers(), opened.headers(), binary);
        opened.putHeader(HttpHeaders.AUTHORIZATION, token.authorization());
        opened.putHeader(HeaderPolicy.REQUEST_ID, call.requestId());
        trace.sent(opened.headers());
        patience.within(settings.answer());
        sentNanos = System.nanoTime();
        Future<Answer> answer = opened.response().map(up -> {
            trace.answered(up.statusCode());
            ehrNanos += System.nanoTime() - sentNanos;
            correlationIds = CorrelationIds.of(
                    up.headers(),
                    watch.correlationHeaders(call.connection().ehr()),
                    call.requestId(),
                    token.authorization());
            up.pause().exceptionHandler(dropped -> {});
            head = up;
            tellPace(up);
            return new Answer(up, token);
        });
        if (bundle != null) {
            opened.end(bundle);
        } else if (hasBody) {
            streamUp(opened);
        } else {
            if (BODY_EXPECTED.contains(call.method())) {
                opened.putHeader(HttpHeaders.CONTENT_LENGTH, "0");
            }
            opened.end();
        }
        return answer;
    }

    private void tellPace(HttpClientResponse up) {
        if (slot != null) {
            slot.answered(up.statusCode(), up.getHeader(HttpHeaders.RETRY_AFTER), up.getHeader(HttpHeaders.DATE));
        }
    }

    private void streamUp(HttpClientRequest opened) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null) {
            opened.putHeader(HttpHeaders.CONTENT_LENGTH, length);
        } else {
            opened.setChunked(true);
        }
        continueIfAsked();
        long most = settings.bodies().of(call.target().resource());
        upload = new UploadPipe(request, opened, most, patience::progress, () -> abandon(EhrFailures.bodyTooLarge()));
        upload.start();
    }

    private void continueIfAsked() {
        if (request.headers().contains(HttpHeaders.EXPECT)) {
            response.writeContinue();
        }
    }

    private Future<Answer> withFreshTokenIfRefused(Answer answer) {
        if (answer.head().statusCode() != 401) {
            return Future.succeededFuture(answer);
        }
        refreshed = true;
        if (!isRepeatable() && call.form() == AnswerForm.AS_IT_IS) {
            return token(tokens.renew(call.connection(), answer.token()))
                    .transform(renewed -> Future.succeededFuture(answer));
        }
        dropUpstream();
        return token(tokens.renew(call.connection(), answer.token()))
                .compose(fresh ->
                        isRepeatable() ? ask(fresh) : Future.failedFuture(EhrFailures.refusedTokenAndNotRepeated()))
                .compose(this::notRefusedAgain);
    }

    private Future<Answer> notRefusedAgain(Answer answer) {
        if (answer.head().statusCode() != 401 || call.form() == AnswerForm.AS_IT_IS) {
            return Future.succeededFuture(answer);
        }
        dropUpstream();
        return Future.failedFuture(EhrFailures.refusedToken());
    }

    private Future<Void> relay(Answer answer) {
        HttpClientResponse up = answer.head();
        answeredNanos = System.nanoTime() - begun;
        if (ended != null) {
            return Future.failedFuture(ended);
        }
        if (relay.leadsElsewhere(up)) {
            dropUpstream();
            return Future.failedFuture(EhrFailures.redirectedElsewhere());
        }
        patience.within(settings.idle());
        if (PersonalCalls.isOne(call)) {
            response.putHeader("Server-Timing", timing());
        }
        return relay.send(up);
    }

    /** Whose time it was until the EHR's answer began, in milliseconds (W3C Server Timing). */
    private String timing() {
        return String.format(
                Locale.ROOT, "ehr;dur=%.1f, gateway;dur=%.1f", ehrNanos / 1e6, (answeredNanos - ehrNanos) / 1e6);
    }

    private boolean awaitsClient() {
        return relay.hasBegun() ? relay.awaitsClient() : upload != null && upload.awaitsClient();
    }

    private void lostPatience() {
        abandon(relay.hasBegun() ? EhrFailures.idle() : EhrFailures.timeout());
    }

    /** Ends the call from our side; whatever it waits for fails now, and the reason given here is told. */
    private void abandon(Failure why) {
        if (!over && ended == null) {
            ended = why;
            dropUpstream();
            relay.stop(why);
            if (pause != null) {
                pause.tryFail(why);
            }
        }
    }

    private void dropUpstream() {
        boolean sent = upload == null || upload.isOver();
        if (upload != null) {
            upload.stop();
        }
        HttpClientResponse answer = head;
        if (answer != null && sent) {
            Discard.of(answer);
        } else if (upstream != null) {
            upstream.reset();
        }
    }

    private void finish() {
        over = true;
        patience.end();
        if (upload != null) {
            upload.stop();
        }
        if (bundle != null) {
            bundles.release(bundle);
        }
    }

    private Throwable reason(Throwable cause) {
        return ended != null ? ended : EhrFailures.noAnswer(cause);
    }

    /** Continues on the request's context wherever the future is completed. */
    private <T> Future<T> here(Future<T> future) {
        if (future.isComplete() && Vertx.currentContext() == context) {
            return future;
        }
        Promise<T> promise = Promise.promise();
        future.onComplete(outcome -> {
            if (Vertx.currentContext() == context) {
                promise.handle(outcome);
            } else {
                context.runOnContext(on -> promise.handle(outcome));
            }
        });
        return promise.future();
    }

    private static boolean hasBody(HttpServerRequest request) {
        if (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            return true;
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length != null && !length.equals("0");
    }

    /**
     * @param head of the EHR's answer, paused
     * @param token that was sent for it
     */
    private record Answer(HttpClientResponse head, AccessToken token) {}
}
