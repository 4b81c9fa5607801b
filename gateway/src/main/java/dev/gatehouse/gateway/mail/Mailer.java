package dev.gatehouse.gateway.mail;

import dev.gatehouse.common.vault.SecretText;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.MailResult;
import io.vertx.ext.mail.SMTPException;
import io.vertx.ext.mail.StartTLSOptions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Hands mails to the operator's server, one connection each: they are few, and a kept one would be closed by the server. */
public final class Mailer {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration IDLE = Duration.ofSeconds(20);
    private static final Duration WHOLE = Duration.ofSeconds(45);

    private final Context context;
    private final MailClient client;
    private final String from;
    private final String domain;

    /** @param ownHost how this host names itself to the server */
    public Mailer(Vertx vertx, MailSettings settings, String ownHost) {
        this.context = vertx.getOrCreateContext();
        this.client = MailClient.create(vertx, config(settings, ownHost));
        this.from = settings.from();
        this.domain = settings.from().substring(settings.from().indexOf('@') + 1);
    }

    /**
     * The algorithm that compares the certificate with the host is left unset on purpose: the client then takes HTTPS's. If it
     * is set, whatever to, vertx-mail-client 4.5.27 switches the comparison off.
     */
    private static MailConfig config(MailSettings settings, String ownHost) {
        MailConfig config = new MailConfig()
                .setHostname(settings.host())
                .setPort(settings.port())
                .setSsl(settings.security() == MailSettings.Security.TLS)
                .setStarttls(
                        settings.security() == MailSettings.Security.STARTTLS
                                ? StartTLSOptions.REQUIRED
                                : StartTLSOptions.DISABLED)
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
                .setOwnHostname(ownHost)
                .setKeepAlive(false)
                .setMaxPoolSize(2)
                .setConnectTimeout((int) CONNECT.toMillis())
                .setIdleTimeout((int) IDLE.toSeconds())
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setLogin(settings.user() == null ? LoginOption.DISABLED : LoginOption.REQUIRED);
        @Nullable SecretText password = settings.password();
        if (password != null) {
            config.setUsername(settings.user()).setPassword(password.reveal());
        }
        if (settings.certificates() != null) {
            config.setPemTrustOptions(new PemTrustOptions().addCertPath(settings.certificates()));
        }
        return config;
    }

    /** Ends when the server has taken it; fails with {@link MailRefused} if it answered no, else with what went wrong. */
    public Future<Void> send(Mail mail) {
        MailMessage message = new MailMessage()
                .setFrom(from)
                .setTo(mail.to())
                .setSubject(mail.subject())
                .setText(mail.text())
                .setHeaders(HttpHeaders.headers()
                        .add("Message-ID", "<" + mail.id() + "@" + domain + ">")
                        .add("Auto-Submitted", "auto-generated"));
        Promise<MailResult> sent = Promise.promise();
        // the client's own state is not safe against calls from several threads: an answer gets lost now and then
        context.runOnContext(go -> client.sendMail(message).onComplete(sent));
        return sent.future()
                .timeout(WHOLE.toMillis(), TimeUnit.MILLISECONDS)
                .recover(failure -> Future.failedFuture(
                        failure instanceof SMTPException refused
                                ? new MailRefused(refused.getReplyCode(), forGood(refused), refused)
                                : failure))
                .mapEmpty();
    }

    /** 550 to 554 speak of the mailbox and the mail. Other noes, of login or of policy, are the operator's to mend. */
    private static boolean forGood(SMTPException refused) {
        return refused.getReplyCode() >= 550 && refused.getReplyCode() <= 554;
    }

    public Future<Void> close() {
        return client.close();
    }
}
