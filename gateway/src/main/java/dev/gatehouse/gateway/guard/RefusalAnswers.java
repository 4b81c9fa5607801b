package dev.gatehouse.gateway.guard;

import dev.gatehouse.common.failure.Problem;
import dev.gatehouse.common.network.TrustedProxies;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.vault.SecretText;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Answers what the guard refuses: {@code application/problem+json}, an OperationOutcome below {@code /fhir/}, always with the
 * connection's end. A key that stood in an address is told of.
 */
public final class RefusalAnswers implements Handler<HttpServerRequest> {
    /** Told of a text that stood in an address and may be a key, and of the address it came from. */
    @FunctionalInterface
    public interface KeysInUrls {
        void seen(SecretText key, @Nullable String from);
    }

    private final Ids ids;
    private final TrustedProxies proxies;
    private final BiFunction<Problem, String, Buffer> outcomes;
    private final String outcomeType;
    private volatile KeysInUrls keys = (key, from) -> {};

    /**
     * @param proxies whose word about a client's address counts
     * @param outcomes problems as FHIR tells them, with the request's id
     * @param outcomeType media type of these
     */
    public RefusalAnswers(
            Ids ids, TrustedProxies proxies, BiFunction<Problem, String, Buffer> outcomes, String outcomeType) {
        this.ids = ids;
        this.proxies = proxies;
        this.outcomes = outcomes;
        this.outcomeType = outcomeType;
    }

    /** Whom to tell of keys from now on. */
    public void tell(KeysInUrls listener) {
        keys = listener;
    }

    @Override
    public void handle(HttpServerRequest request) {
        if (!(request.decoderResult().cause() instanceof Refused refused)) {
            // a client that went away in the middle of a head
            request.connection().close();
            return;
        }
        Refusal refusal = refused.refusal();
        String target = refused.target();
        if (refusal == Refusal.KEY_IN_URL && target != null) {
            SecretsInTargets.of(target).forEach(each -> keys.seen(each, proxies.client(request)));
        }
        String more = refusal == Refusal.TARGET && target != null ? TargetRules.mistake(target) : null;
        answer(request, refusal.problem(more));
    }

    private void answer(HttpServerRequest request, Problem problem) {
        String id = ids.next("req");
        boolean fhir = request.uri().startsWith(RequestGuard.FHIR);
        HttpServerResponse response = request.response()
                .setStatusCode(problem.status())
                .putHeader("Content-Type", fhir ? outcomeType : "application/problem+json")
                .putHeader("X-Request-Id", id)
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Connection", "close");
        if (problem.status() == Refusal.METHOD.status()) {
            response.putHeader("Allow", RequestGuard.ALLOW);
        }
        // Vert.x closes once it is written, since the request counts as unreadable
        response.end(fhir ? outcomes.apply(problem, id) : json(problem, id));
    }

    private static Buffer json(Problem problem, String id) {
        return new JsonObject()
                .put("type", "urn:gatehouse:problem:" + problem.code())
                .put("title", problem.title())
                .put("status", problem.status())
                .put("detail", problem.detail())
                .put("code", problem.code())
                .put("requestId", id)
                .toBuffer();
    }
}
