package dev.gatehouse.gateway.mail;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.common.settings.SettingsSource;
import io.vertx.core.Vertx;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailerTest {
    private static final Mail HELLO =
            new Mail("dlv_1", "anna@example.org", "Gatehouse: a step is overdue", "Grüße,\nplease look.");

    @TempDir
    static Path folder;

    private static Vertx vertx;
    private static MailServer.Identity identity;

    @BeforeAll
    static void prepare() throws Exception {
        vertx = Vertx.vertx();
        identity = MailServer.Identity.make(folder);
    }

    @AfterAll
    static void close() {
        await(vertx.close());
    }

    private static Mailer mailer(String url) {
        SettingsSource source = new SettingsSource(
                Map.of("GATEHOUSE_SMTP_URL", url, "GATEHOUSE_MAIL_FROM", "gatehouse@example.org"), null);
        MailSettings settings = MailSettings.read(source).orElse(null);
        source.refuseMistakes();
        return new Mailer(vertx, settings, "gatehouse.example.org");
    }

    private static String login(String password) {
        return encoded(MailServer.USER) + ":" + encoded(password) + "@";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String trust() {
        return "ca=" + encoded(identity.certificate().toString());
    }

    @Test
    void aMailArrivesAsItWasWritten() {
        try (MailServer server = MailServer.plain()) {
            Mailer mailer = mailer("smtp://127.0.0.1:" + server.port() + "?starttls=none");

            await(mailer.send(HELLO));

            assertThat(server.arrived()).singleElement().satisfies(mail -> {
                assertThat(mail.from()).isEqualTo("gatehouse@example.org");
                assertThat(mail.to()).isEqualTo("anna@example.org");
                assertThat(mail.headers())
                        .contains(
                                "To: anna@example.org",
                                "From: gatehouse@example.org",
                                "Subject: Gatehouse: a step is overdue",
                                "Message-ID: <dlv_1@example.org>",
                                "Auto-Submitted: auto-generated");
                assertThat(mail.text()).contains("Gr=C3=BC=C3=9Fe,").contains("please look.");
            });
            await(mailer.close());
        }
    }

    @Test
    void aSubjectCanAddNoHeader() {
        try (MailServer server = MailServer.plain()) {
            Mailer mailer = mailer("smtp://127.0.0.1:" + server.port() + "?starttls=none");
            String evil = "Hello\r\nBcc: everybody@example.org\r\n\r\nBody\u0085X-A: b\u2028X-B: c\u0000";

            await(mailer.send(new Mail("dlv_1", "anna@example.org", evil, "Text")));
            await(mailer.send(new Mail("dlv_2", "anna@example.org", "ü".repeat(400), "Text")));

            assertThat(server.arrived()).hasSize(2).allSatisfy(mail -> {
                assertThat(mail.to()).isEqualTo("anna@example.org");
                assertThat(mail.headers())
                        .noneMatch(line -> line.startsWith("Bcc") || line.startsWith("X-"))
                        .anyMatch(line -> line.startsWith("Subject: "))
                        .allMatch(line -> line.length() < 200);
            });
            await(mailer.close());
        }
    }

    @Test
    void anAddressCanAddNoRecipient() {
        assertThatThrownBy(() -> new Mail("dlv_1", "a@example.org>\r\nRCPT TO:<b@example.org", "x", "y"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Mail("dlv_1", "a@example.org,b@example.org", "x", "y"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTextCanNotEndTheMail() {
        try (MailServer server = MailServer.plain()) {
            Mailer mailer = mailer("smtp://127.0.0.1:" + server.port() + "?starttls=none");

            await(mailer.send(
                    new Mail("dlv_1", "anna@example.org", "x", "before\n.\nMAIL FROM:<evil@example.org>\nafter")));

            assertThat(server.arrived())
                    .singleElement()
                    .satisfies(mail -> assertThat(mail.text()).contains("after"));
            await(mailer.close());
        }
    }

    @Test
    void withTlsAndLogin() {
        try (MailServer server = MailServer.withTls(identity)) {
            Mailer mailer =
                    mailer("smtps://" + login(MailServer.PASSWORD) + "127.0.0.1:" + server.port() + "?" + trust());

            await(mailer.send(HELLO));

            assertThat(server.arrived()).hasSize(1);
            await(mailer.close());
        }
    }

    @Test
    void withStarttlsAndLogin() {
        try (MailServer server = MailServer.withStarttls(identity)) {
            Mailer mailer = mailer("smtp://" + login(MailServer.PASSWORD) + "127.0.0.1:" + server.port()
                    + "?starttls=required&" + trust());

            await(mailer.send(HELLO));

            assertThat(server.arrived()).hasSize(1);
            await(mailer.close());
        }
    }

    @Test
    void aWrongPasswordIsTheOperatorsToMendAndNotToldInWords() {
        try (MailServer server = MailServer.withTls(identity)) {
            Mailer mailer = mailer("smtps://" + login("wrong-password") + "127.0.0.1:" + server.port() + "?" + trust());

            Throwable failure = failureOf(mailer.send(HELLO));

            assertThat(failure).isInstanceOfSatisfying(MailRefused.class, refused -> {
                assertThat(refused.forGood()).isFalse();
                assertThat(refused.detail()).doesNotContain("wrong-password");
            });
            assertThat(server.arrived()).isEmpty();
            await(mailer.close());
        }
    }

    @Test
    void aCertificateNobodyTrustsOrForAnotherNameIsRefused() {
        try (MailServer server = MailServer.withTls(identity)) {
            String rest = ":" + server.port();
            Mailer untrusting = mailer("smtps://" + login(MailServer.PASSWORD) + "127.0.0.1" + rest);
            Mailer otherName = mailer("smtps://" + login(MailServer.PASSWORD) + "localhost" + rest + "?" + trust());

            assertThat(failureOf(untrusting.send(HELLO))).isNotInstanceOf(MailRefused.class);
            assertThat(failureOf(otherName.send(HELLO))).isNotInstanceOf(MailRefused.class);

            assertThat(server.arrived()).isEmpty();
            await(untrusting.close());
            await(otherName.close());
        }
    }

    @Test
    void starttlsComparesTheNameToo() {
        try (MailServer server = MailServer.withStarttls(identity)) {
            Mailer otherName =
                    mailer("smtp://" + login(MailServer.PASSWORD) + "localhost:" + server.port() + "?" + trust());

            assertThat(failureOf(otherName.send(HELLO))).isNotInstanceOf(MailRefused.class);

            assertThat(server.arrived()).isEmpty();
            await(otherName.close());
        }
    }

    @Test
    void nothingIsSentInTheClearWhereStarttlsIsMissing() {
        try (MailServer server = MailServer.plain()) {
            Mailer mailer = mailer("smtp://127.0.0.1:" + server.port());

            assertThat(failureOf(mailer.send(HELLO))).isNotNull();

            assertThat(server.arrived()).isEmpty();
            await(mailer.close());
        }
    }

    @Test
    void refusalsForGoodAndForNowAreToldApart() {
        try (MailServer server = MailServer.plain()) {
            Mailer mailer = mailer("smtp://127.0.0.1:" + server.port() + "?starttls=none");

            server.refuse(550);
            Throwable forGood = failureOf(mailer.send(HELLO));
            server.refuse(451);
            Throwable forNow = failureOf(mailer.send(HELLO));
            server.refuse(0);
            await(mailer.send(HELLO));

            assertThat(forGood).isInstanceOfSatisfying(MailRefused.class, refused -> {
                assertThat(refused.reply()).isEqualTo(550);
                assertThat(refused.forGood()).isTrue();
                assertThat(refused.detail()).doesNotContain("secret-token");
            });
            assertThat(forNow)
                    .isInstanceOfSatisfying(
                            MailRefused.class,
                            refused -> assertThat(refused.forGood()).isFalse());
            assertThat(server.arrived()).hasSize(1);
            await(mailer.close());
        }
    }

    @Test
    void aServerThatIsNotThereIsAFailureOfNow() throws Exception {
        int port;
        try (ServerSocket taken = new ServerSocket(0)) {
            port = taken.getLocalPort();
        }
        Mailer mailer = mailer("smtp://127.0.0.1:" + port + "?starttls=none");

        assertThat(failureOf(mailer.send(HELLO))).isNotInstanceOf(MailRefused.class);
        await(mailer.close());
    }
}
