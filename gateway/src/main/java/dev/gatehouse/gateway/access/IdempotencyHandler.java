package dev.gatehouse.gateway.access;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.UniqueViolation;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.vault.SealedField;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.common.web.AnswerKeeper;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a POST with an {@code Idempotency-Key} happen once: whoever repeats it within a day, with the same key and the same
 * content, gets the first answer again. Keys belong to an API key and its tenant.
 *
 * <p>409 {@code idempotency-key-busy} while the first one is under way, 422 {@code idempotency-key-reused} for other content.
 * An answer of 500 or more is not kept: that request may be repeated in earnest. One whose process died under way counts as
 * under way for a minute, and may then be repeated in earnest too.
 */
public final class IdempotencyHandler implements Handler<RoutingContext> {
    private static final Logger log = LoggerFactory.getLogger(IdempotencyHandler.class);
    private static final Duration KEPT = Duration.ofDays(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Predicate<String> SHAPE =
            Pattern.compile("[\\x21-\\x7E]{1,255}").asMatchPredicate();

    private final Database database;
    private final IdempotentAnswerStore store = new IdempotentAnswerStore();
    private final Sealer sealer;
    private final Clock clock;

    public IdempotencyHandler(Database database, Sealer sealer, Clock clock) {
        this.database = database;
        this.sealer = sealer;
        this.clock = clock;
    }

    @Override
    public void handle(RoutingContext ctx) {
        String key = ctx.request().getHeader("Idempotency-Key");
        if (key == null || !HttpMethod.POST.equals(ctx.request().method())) {
            ctx.next();
            return;
        }
        if (!SHAPE.test(key)) {
            throw new Failure.Invalid(
                    "idempotency-key-invalid", "An Idempotency-Key has 1 to 255 visible ASCII characters.");
        }
        Caller caller = Callers.of(ctx);
        String id = digest(caller.tenant().value(), caller.id(), key);
        Buffer body = ctx.body().buffer() == null ? Buffer.buffer() : ctx.body().buffer();
        String request = digest(ctx.request().uri(), body.toString(StandardCharsets.ISO_8859_1));
        begin(caller, id, request)
                .onSuccess(before -> {
                    if (before.isPresent()) {
                        answerAgain(ctx, caller, before.get());
                    } else {
                        AnswerKeeper.set(ctx, (status, answer) -> keep(caller, id, status, answer));
                        ctx.next();
                    }
                })
                .onFailure(ctx::fail);
    }

    /** Empty if this is the first; the finished first one otherwise. */
    private Future<Optional<IdempotentAnswerRow>> begin(Caller caller, String id, String request) {
        IdempotentAnswerRow row = new IdempotentAnswerRow();
        row.id = id;
        row.tenantId = caller.tenant().value();
        row.requestHash = request;
        row.createdAt = now();
        return database.inTransaction(tx -> store.add(tx, row))
                .<Optional<IdempotentAnswerRow>>map(first -> Optional.empty())
                .recover(failure -> failure instanceof UniqueViolation
                        ? earlier(caller, id, request)
                        : Future.failedFuture(failure));
    }

    private Future<Optional<IdempotentAnswerRow>> earlier(Caller caller, String id, String request) {
        return database.inTransaction(tx -> store.find(tx, caller.tenant(), id).map(found -> {
            IdempotentAnswerRow row = found.orElseThrow(IdempotencyHandler::busy);
            if (!row.requestHash.equals(request)) {
                throw new Failure.Unprocessable(
                        "idempotency-key-reused",
                        "This Idempotency-Key was used for another request. Take a new one.",
                        List.of());
            }
            if (row.status != null) {
                return Optional.of(row);
            }
            if (row.createdAt.plus(LONGEST).isAfter(clock.instant())) {
                throw busy();
            }
            row.createdAt = now();
            return Optional.empty();
        }));
    }

    private static Failure.Conflict busy() {
        return new Failure.Conflict(
                "idempotency-key-busy", "The first request with this Idempotency-Key is still under way.");
    }

    private Future<Void> keep(Caller caller, String id, int status, Buffer answer) {
        return database.inTransaction(tx -> store.find(tx, caller.tenant(), id).compose(found -> {
                    if (found.isEmpty()) {
                        return Future.<Void>succeededFuture();
                    }
                    IdempotentAnswerRow row = found.get();
                    if (status >= 500) {
                        return store.remove(tx, row);
                    }
                    row.status = status;
                    row.body = sealer.seal(new SecretText(answer.toString()), place(caller, id));
                    return Future.<Void>succeededFuture();
                }))
                .onFailure(failure -> log.warn(
                        "an answer could not be kept for its Idempotency-Key: {}",
                        failure.getClass().getName()));
    }

    private void answerAgain(RoutingContext ctx, Caller caller, IdempotentAnswerRow row) {
        SecretText body = sealer.open(Objects.requireNonNull(row.body), place(caller, row.id));
        int status = Objects.requireNonNull(row.status);
        ctx.response().putHeader("Idempotent-Replayed", "true");
        Json.send(
                ctx,
                status,
                status < 400 ? "application/json" : "application/problem+json",
                Buffer.buffer(body.reveal()));
    }

    /** Removes answers older than a day. */
    public Future<Integer> sweep() {
        Instant before = clock.instant().minus(KEPT);
        return database.inBackground(tx -> store.sweep(tx, before));
    }

    private static SealedField place(Caller caller, String id) {
        return new SealedField(caller.tenant(), "idempotent_answer", "body", id, 0);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static String digest(String... parts) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                sha.update(Integer.toString(bytes.length).getBytes(StandardCharsets.US_ASCII));
                sha.update((byte) ':');
                sha.update(bytes);
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
