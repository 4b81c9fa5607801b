package dev.gatehouse.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.tenant.TenantId;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class WebhookEndpointTest {
    private static WebhookEndpoint endpoint(boolean enabled, String... types) {
        return new WebhookEndpoint(
                "hook_1",
                TenantId.DEFAULT,
                URI.create("https://hooks.example.org/x"),
                "",
                WebhookFormat.GATEHOUSE,
                List.of(types),
                enabled,
                null,
                null,
                null,
                Instant.EPOCH,
                Instant.EPOCH);
    }

    @Test
    void withoutTypesItWantsEverything() {
        assertThat(endpoint(true).wants("connection.active")).isTrue();
        assertThat(endpoint(false).wants("connection.active")).isFalse();
    }

    @Test
    void aPatternWantsWhatBeginsSo() {
        WebhookEndpoint endpoint = endpoint(true, "connection.*", "registration.overdue");

        assertThat(endpoint.wants("connection.active")).isTrue();
        assertThat(endpoint.wants("registration.overdue")).isTrue();
        assertThat(endpoint.wants("connections.active")).isFalse();
        assertThat(endpoint.wants("registration.overdue.twice")).isFalse();
        assertThat(endpoint.wants("registration")).isFalse();
    }
}
