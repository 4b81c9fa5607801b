package dev.gatehouse.gateway.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.common.failure.StartRefused;
import dev.gatehouse.common.settings.SettingsSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MailSettingsTest {
    private static Optional<MailSettings> read(Map<String, String> environment) {
        SettingsSource source = new SettingsSource(environment, null);
        Optional<MailSettings> settings = MailSettings.read(source);
        source.refuseMistakes();
        return settings;
    }

    private static MailSettings of(String url) {
        return read(Map.of("GATEHOUSE_SMTP_URL", url, "GATEHOUSE_MAIL_FROM", "gatehouse@example.org"))
                .orElseThrow();
    }

    @Test
    void withoutAServerThereIsNoMail() {
        assertThat(read(Map.of())).isEmpty();
    }

    @Test
    void theUsualPortsAndStarttlsAreMeant() {
        assertThat(of("smtps://mail.example.org"))
                .isEqualTo(new MailSettings(
                        "mail.example.org", 465, MailSettings.Security.TLS, null, null, null, "gatehouse@example.org"));
        assertThat(of("smtp://mail.example.org").port()).isEqualTo(587);
        assertThat(of("smtp://mail.example.org").security()).isEqualTo(MailSettings.Security.STARTTLS);
        assertThat(of("smtp://mail.example.org:25?starttls=none").security()).isEqualTo(MailSettings.Security.NONE);
    }

    @Test
    void userAndPasswordMayHoldAnything() {
        MailSettings settings = of("smtps://me%40example.org:a%3Ab%2Fc+d@mail.example.org:2465?ca=/etc/mail%20ca.pem");

        assertThat(settings.user()).isEqualTo("me@example.org");
        assertThat(Objects.requireNonNull(settings.password()).reveal()).isEqualTo("a:b/c+d");
        assertThat(settings.certificates()).isEqualTo("/etc/mail ca.pem");
        assertThat(settings.toString()).doesNotContain("a:b/c+d");
    }

    @Test
    void whatIsWrongIsSaidWithoutThePassword() {
        for (String url : new String[] {
            "https://mail.example.org",
            "smtp://",
            "mail.example.org:25",
            "smtp://user:s3cret@mail.example.org?starttls=none",
            "smtp://s3cret@mail.example.org",
            "smtps://mail.example.org/path",
            "smtps://mail.example.org?tls=maybe",
            "smtps://user:s3cret@mail example.org",
            "smtps://user:s3cret%zz@mail.example.org",
            "smtps://mail.example.org?starttls=none"
        }) {
            assertThatThrownBy(() -> of(url))
                    .as(url)
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining("GATEHOUSE_SMTP_URL")
                    .hasMessageNotContaining("s3cret");
        }
    }

    @Test
    void serverAndSenderBelongTogether() {
        assertThatThrownBy(() -> read(Map.of("GATEHOUSE_SMTP_URL", "smtps://mail.example.org")))
                .hasMessageContaining("GATEHOUSE_MAIL_FROM");
        assertThatThrownBy(() -> read(Map.of("GATEHOUSE_MAIL_FROM", "a@example.org")))
                .hasMessageContaining("GATEHOUSE_SMTP_URL");
        assertThatThrownBy(() -> read(Map.of(
                        "GATEHOUSE_SMTP_URL", "smtps://mail.example.org", "GATEHOUSE_MAIL_FROM", "Anna <a@b.org>")))
                .hasMessageContaining("GATEHOUSE_MAIL_FROM");
    }
}
