package dev.gatehouse.gateway.webhook;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.egress.Destination;
import dev.gatehouse.common.egress.Egress;
import dev.gatehouse.common.egress.HostRules;
import dev.gatehouse.common.egress.RetryAfter;
import dev.gatehouse.common.egress.SmallAnswer;
import dev.gatehouse.common.egress.SmallRequest;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.notice.SentNotice;
import dev.gatehouse.common.vault.SecretText;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Posts a notice to a webhook endpoint, signed. Its answer counts by status alone. */
final class WebhookSender implements Sender {
    private static final List<String> SHOWN_HEADERS =
            List.of("Content-Type", "Content-Length", "Date", "Server", "Retry-After", "Via", "X-Request-Id");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final int LONGEST_HEADER = 200;

    /** Any host, as long as its addresses are public: tenants name their own. */
    static final HostRules ANY_PUBLIC = new HostRules(Set.of(), true);

    private static final int MOST_ANSWER = 4 * 1024;
    private static final int GONE = 410;

    private record Target(WebhookEndpoint endpoint, List<SecretText> secrets) {}

    private final Database database;
    private final WebhookStore store = new WebhookStore();
    private final SigningSecrets secrets;
    private final Egress egress;
    private final Clock clock;

    WebhookSender(Database database, SigningSecrets secrets, Egress egress, Clock clock) {
        this.database = database;
        this.secrets = secrets;
        this.egress = egress;
        this.clock = clock;
    }

    @Override
    public Future<Outcome> send(Delivery delivery, SentNotice notice) {
        return database.read(tx -> target(tx, delivery)).compose(target -> {
            if (!target.endpoint().enabled()) {
                return Future.succeededFuture(disabled());
            }
            return post(target, notice)
                    .map(answer -> outcome(answer).with(head(answer)))
                    .otherwise(WebhookSender::outcome);
        });
    }

    static Outcome disabled() {
        return new Outcome(Outcome.Kind.NEVER, null, "endpoint-disabled", "The endpoint is switched off.");
    }

    private Future<Target> target(Transaction tx, Delivery delivery) {
        return store.find(tx, delivery.tenant(), delivery.lane())
                .map(found -> found.orElseThrow(WebhookEndpoints::unknown).toEndpoint())
                .compose(endpoint -> secrets.of(tx, delivery.tenant(), endpoint.id(), clock.instant())
                        .map(found -> new Target(endpoint, found)));
    }

    private Future<SmallAnswer> post(Target target, SentNotice notice) {
        Destination to;
        try {
            to = egress.destination(target.endpoint().url(), ANY_PUBLIC);
        } catch (Failure.Invalid refused) {
            return Future.failedFuture(refused);
        }
        boolean nango = target.endpoint().format() == WebhookFormat.NANGO;
        Buffer body = nango ? NangoDelivery.body(notice.notice().data()) : WebhookBody.of(notice);
        Map<String, String> headers =
                nango ? NangoDelivery.headers(target.secrets().get(0), body) : headers(target, notice, body);
        return egress.send(
                new SmallRequest(to, HttpMethod.POST, to.target(), headers, body, MOST_ANSWER).forStatusOnly());
    }

    /** The request of a delivery as it is sent, but for what proves who sends it. */
    static Deliveries.Shown shown(Deliveries.Told told, WebhookEndpoint endpoint) {
        boolean nango = endpoint.format() == WebhookFormat.NANGO;
        Buffer body = nango ? NangoDelivery.body(told.notice().notice().data()) : WebhookBody.of(told.notice());
        String head = nango
                ? "Content-Type: application/json"
                : "Content-Type: application/json\nUser-Agent: Gatehouse\nGatehouse-Id: "
                        + told.notice().id();
        return new Deliveries.Shown(told, endpoint, head, body.toString());
    }

    private Map<String, String> headers(Target target, SentNotice notice, Buffer body) {
        Instant now = clock.instant();
        return Map.of(
                "Content-Type", "application/json",
                "User-Agent", "Gatehouse",
                "Gatehouse-Id", notice.id(),
                "Gatehouse-Timestamp", Long.toString(now.getEpochSecond()),
                "Gatehouse-Signature", Signature.header(target.secrets(), notice.id(), now, body.getBytes()));
    }

    /** Without cookies, and whatever else a receiver may not want to be shown. */
    private static String head(SmallAnswer answer) {
        return SHOWN_HEADERS.stream()
                .flatMap(name -> answer.header(name).map(value -> name + ": " + shortened(value)).stream())
                .collect(Collectors.joining("\n"));
    }

    private static String shortened(String value) {
        String plain = CONTROL.matcher(value).replaceAll(" ");
        return plain.length() > LONGEST_HEADER ? plain.substring(0, LONGEST_HEADER) : plain;
    }

    private static Outcome outcome(SmallAnswer answer) {
        int status = answer.status();
        if (answer.isSuccess()) {
            return Outcome.taken(status);
        }
        if (status == GONE) {
            return new Outcome(
                    Outcome.Kind.GONE,
                    status,
                    "endpoint-gone",
                    "The endpoint answered 410: nobody is there any more. It was switched off.");
        }
        if (status >= 300 && status < 400) {
            return new Outcome(
                    Outcome.Kind.NOT_NOW,
                    status,
                    "redirect-not-followed",
                    "The endpoint answered " + status + ". Redirects are not followed: enter the final address.");
        }
        Duration wait = answer.header("Retry-After")
                .map(header -> RetryAfter.of(header, answer.receivedAt(), BackOff.LONGEST))
                .orElse(null);
        return new Outcome(
                Outcome.Kind.NOT_NOW, status, "not-taken", "The endpoint answered " + status + ".", wait, null);
    }

    /** The codes of calls without "ehr-", which these are not. */
    private static Outcome outcome(Throwable failure) {
        if (failure instanceof Failure known) {
            String code = known.code().startsWith("ehr-") ? known.code().substring(4) : known.code();
            return new Outcome(Outcome.Kind.NOT_NOW, null, code, known.detail());
        }
        return new Outcome(Outcome.Kind.NOT_NOW, null, "not-sent", "The delivery could not be sent. See the log.");
    }
}
