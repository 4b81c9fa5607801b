package dev.gatehouse.gateway.webhook;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.common.vault.SecretText;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/** The secrets that endpoints' deliveries are signed with, sealed in the database: the newest, and for a while the one before. */
final class SigningSecrets {
    private static final int BYTES = 32;

    private final WebhookStore store = new WebhookStore();
    private final Sealer sealer;
    private final SecureRandom random;
    private final Ids ids;

    SigningSecrets(Sealer sealer, SecureRandom random) {
        this.sealer = sealer;
        this.random = random;
        this.ids = new Ids(random);
    }

    /** A new one for this endpoint; the one before signs too for that long. */
    Future<SecretText> next(Transaction tx, TenantId tenant, String endpointId, Instant now, Duration overlap) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        SecretText text = new SecretText(
                "whsec_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        WebhookSecretRow row = new WebhookSecretRow();
        row.id = ids.next("whs");
        row.tenantId = tenant.value();
        row.endpointId = endpointId;
        row.createdAt = now;
        row.secret = sealer.seal(text, row.place());
        return store.secrets(tx, tenant, endpointId, now)
                .compose(before -> before.isEmpty()
                        ? Future.succeededFuture()
                        : store.endSecrets(tx, tenant, endpointId, newest(before).id, now.plus(overlap)))
                .compose(done -> store.add(tx, row))
                .map(text);
    }

    private static WebhookSecretRow newest(List<WebhookSecretRow> secrets) {
        return secrets.stream().filter(each -> each.endsAt == null).findFirst().orElse(secrets.get(0));
    }

    /** All that sign now. */
    Future<List<SecretText>> of(Transaction tx, TenantId tenant, String endpointId, Instant now) {
        return store.secrets(tx, tenant, endpointId, now)
                .map(rows -> rows.stream()
                        .map(row -> sealer.open(row.secret, row.place()))
                        .toList());
    }
}
