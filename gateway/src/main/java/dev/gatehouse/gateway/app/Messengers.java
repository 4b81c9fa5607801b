package dev.gatehouse.gateway.app;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.egress.Egress;
import dev.gatehouse.common.egress.EgressSettings;
import dev.gatehouse.common.egress.HostResolver;
import dev.gatehouse.common.notice.Outbox;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.gateway.live.Hints;
import dev.gatehouse.gateway.mail.MailSettings;
import dev.gatehouse.gateway.mail.Mailer;
import dev.gatehouse.gateway.webhook.Webhooks;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What carries notices out, as webhooks and as mails, by ways of their own: a receiver that is slow must not hold up calls to
 * EHRs, and may be in a private network where an EHR must not be.
 *
 * @param mailer null if no mail server is set
 */
record Messengers(Egress egress, @Nullable Mailer mailer, Webhooks webhooks) {

    static Messengers of(
            Vertx vertx,
            GatewaySettings settings,
            Database database,
            AuditTrail audit,
            Outbox outbox,
            Sealer sealer,
            Hints hints,
            SecureRandom random,
            Clock clock,
            String publicUrl) {
        Egress egress = new Egress(
                vertx,
                EgressSettings.allowing(settings.privateWebhookHosts())
                        .withTimes(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(15))
                        .withEventLoops(1),
                HostResolver.ofPlatform(),
                clock);
        MailSettings mail = settings.mail();
        String ownHost = URI.create(publicUrl).getHost();
        Mailer mailer = mail == null ? null : new Mailer(vertx, mail, ownHost == null ? "localhost" : ownHost);
        return new Messengers(
                egress,
                mailer,
                Webhooks.of(vertx, database, audit, outbox, sealer, egress, mailer, hints, random, clock, publicUrl));
    }

    void start() {
        webhooks.schedule().start();
    }

    /** Ends when what is under way has ended. */
    Future<Void> stop() {
        return webhooks.schedule().stop();
    }

    Future<Void> close() {
        return egress.close().compose(done -> mailer == null ? Future.succeededFuture() : mailer.close());
    }
}
