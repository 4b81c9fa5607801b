package dev.gatehouse.gateway.webhook;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.egress.Egress;
import dev.gatehouse.common.notice.Outbox;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.gateway.live.Hints;
import dev.gatehouse.gateway.mail.Mailer;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * The parts of this feature, put together.
 *
 * @param endpoints what can be done with endpoints
 * @param deliveries what can be done with their deliveries
 * @param schedule sends what is due
 */
public record Webhooks(WebhookEndpoints endpoints, Deliveries deliveries, DeliverySchedule schedule) {

    /**
     * @param egress with limits and private hosts of its own: what tenants name is nobody's EHR
     * @param mailer null if there is no mail server
     */
    public static Webhooks of(
            Vertx vertx,
            Database database,
            AuditTrail audit,
            Outbox outbox,
            Sealer sealer,
            Egress egress,
            @Nullable Mailer mailer,
            Hints hints,
            SecureRandom random,
            Clock clock,
            String publicUrl) {
        Ids ids = new Ids(random);
        SigningSecrets secrets = new SigningSecrets(sealer, random);
        DeliveryTries tries = new DeliveryTries(
                database,
                audit,
                outbox,
                new WebhookSender(database, secrets, egress, clock),
                mailer == null ? MailSender::withoutServer : new MailSender(mailer, publicUrl),
                hints,
                random,
                clock);
        NoticeSpread spread = new NoticeSpread(database, outbox, mailer != null, ids, clock);
        return new Webhooks(
                new WebhookEndpoints(database, audit, secrets, egress, ids, clock),
                new Deliveries(database, audit, outbox, tries, ids, clock),
                new DeliverySchedule(vertx, database, spread, tries, clock));
    }
}
