package dev.gatehouse.gateway.app;

import dev.gatehouse.gateway.token.TokenTraffic;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * {@code GET /status}: a page for everybody that says in words whether this node takes calls, whether EHRs give tokens, and which
 * version runs. It names no tenant, no EHR and no number. However often it is opened, the database is asked once in two seconds.
 */
final class StatusRoutes {
    private static final Duration GOOD_FOR = Duration.ofSeconds(2);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern(
                    "d MMM yyyy, HH:mm:ss 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Supplier<Future<Void>> database;
    private final BooleanSupplier leaving;
    private final Supplier<TokenTraffic.Reach> ehrs;
    private final Clock clock;
    private volatile Look last = new Look(Instant.MIN, Future.succeededFuture(true));

    /** Whether the database answered, and when it was asked. */
    private record Look(Instant at, Future<Boolean> answered) {}

    /**
     * @param database ends well if it answers
     * @param leaving true once this process was told to stop
     * @param ehrs how the authorization servers of EHRs answer
     */
    StatusRoutes(
            Supplier<Future<Void>> database, BooleanSupplier leaving, Supplier<TokenTraffic.Reach> ehrs, Clock clock) {
        this.database = database;
        this.leaving = leaving;
        this.ehrs = ehrs;
        this.clock = clock;
    }

    void mount(Router router) {
        router.get("/status").handler(this::show);
    }

    private void show(RoutingContext ctx) {
        databaseAnswers().onSuccess(up -> answer(ctx, up)).onFailure(ctx::fail);
    }

    private Future<Boolean> databaseAnswers() {
        Instant now = clock.instant();
        Look known = last;
        if (known.at().isAfter(now.minus(GOOD_FOR))) {
            return known.answered();
        }
        Future<Boolean> asked = database.get().map(true).otherwise(false);
        last = new Look(now, asked);
        return asked;
    }

    private void answer(RoutingContext ctx, boolean up) {
        boolean ready = up && !leaving.getAsBoolean();
        ctx.response()
                .setStatusCode(ready ? 200 : 503)
                .putHeader("Content-Type", "text/html; charset=utf-8")
                .putHeader("Content-Security-Policy", ConsoleRoutes.POLICY)
                .putHeader("Cache-Control", "no-store")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(page(ready, gateway(up)));
    }

    private String gateway(boolean up) {
        if (leaving.getAsBoolean()) {
            return "It is about to stop and finishes what it has begun.";
        }
        return up ? "It takes calls." : "Its database does not answer. It is tried again by itself.";
    }

    private String ehrs() {
        return switch (ehrs.get()) {
            case UNASKED -> "No EHR was asked for a token since the start.";
            case WELL -> "EHRs give tokens.";
            case AILING ->
                "At least one EHR does not give tokens. Practices whose token is still good are not affected.";
        };
    }

    /** Nothing in it comes from a request. */
    private String page(boolean ready, String gateway) {
        String verdict = ready ? "Ready" : "Not ready";
        String ehrTone = ehrs.get() == TokenTraffic.Reach.AILING ? "due" : "plain";
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset=utf-8>
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s · Gatehouse status</title>
                <link rel="icon" href="/ui/favicon.svg" type="image/svg+xml">
                <link rel="stylesheet" href="/ui/status.css">
                </head>
                <body>
                <main>
                <h1>Gatehouse status</h1>
                <dl>
                <div><dt>Gateway</dt><dd><strong data-tone="%s">%s.</strong> %s</dd></div>
                <div><dt>EHRs</dt><dd><span data-tone="%s">%s</span></dd></div>
                <div><dt>Version</dt><dd>%s</dd></div>
                </dl>
                <p>As of %s. Load the page again for a newer look.</p>
                </main>
                </body>
                </html>
                """.formatted(
                        verdict,
                        ready ? "good" : "bad",
                        verdict,
                        gateway,
                        ehrTone,
                        ehrs(),
                        SystemRoutes.version(),
                        CLOCK.format(clock.instant().truncatedTo(ChronoUnit.SECONDS)));
    }
}
