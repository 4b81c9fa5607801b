package dev.gatehouse.common.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoticeTest {
    private static Notice notice(String type, String subject, JsonObject data, String... emails) {
        return new Notice(TenantId.DEFAULT, type, subject, data, List.of(emails));
    }

    @Test
    void aTypeIsDottedWords() {
        assertThat(notice("connection.needs_reconnect", "con_1", new JsonObject())
                        .type())
                .isEqualTo("connection.needs_reconnect");
        for (String bad : List.of("connection", "Connection.active", "connection..x", "connection.*", "a.b c", "")) {
            assertThatThrownBy(() -> notice(bad, "con_1", new JsonObject())).hasMessageContaining("type");
        }
    }

    @Test
    void whatWasHandedOverDoesNotChangeAnyMore() {
        JsonObject data = new JsonObject().put("state", "active");
        Notice notice = notice("connection.active", "con_1", data);

        data.put("state", "other");

        assertThat(notice.data().getString("state")).isEqualTo("active");
    }

    @Test
    void aLongStoryIsRefused() {
        JsonObject data = new JsonObject().put("text", "x".repeat(16_000));

        assertThatThrownBy(() -> notice("connection.active", "con_1", data)).hasMessageContaining("16,000");
    }

    @Test
    void anAddressIsOnePlainAddress() {
        assertThat(List.of("anna@example.org", "a.b+c@mail.example.org", "jörg@exämple.org"))
                .allMatch(Notice::isAddress);
        assertThat(List.of(
                        "",
                        "anna",
                        "@example.org",
                        "anna@",
                        "anna@example.org\r\nBcc: all@example.org",
                        "anna@example.org\n",
                        "anna@example.org,other@example.org",
                        "Anna <anna@example.org>",
                        "an na@example.org",
                        "a@b@example.org",
                        "\"a\"@example.org",
                        "a".repeat(320) + "@example.org"))
                .noneMatch(Notice::isAddress);
        assertThatThrownBy(() -> notice("a.b", "x", new JsonObject(), "anna"))
                .hasMessageContaining("e-mail")
                .hasMessageNotContaining("anna");
    }
}
