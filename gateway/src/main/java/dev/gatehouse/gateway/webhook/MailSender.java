package dev.gatehouse.gateway.webhook;

import dev.gatehouse.common.notice.Notice;
import dev.gatehouse.common.notice.SentNotice;
import dev.gatehouse.gateway.mail.Mail;
import dev.gatehouse.gateway.mail.MailRefused;
import dev.gatehouse.gateway.mail.Mailer;
import io.vertx.core.Future;

/** Writes a notice as a mail for people. */
final class MailSender implements Sender {
    private final Mailer mailer;
    private final String publicUrl;

    MailSender(Mailer mailer, String publicUrl) {
        this.mailer = mailer;
        this.publicUrl = publicUrl;
    }

    /** For a gateway without a mail server, which may still have mails of a time when it had one. */
    static Future<Outcome> withoutServer(Delivery delivery, SentNotice notice) {
        return Future.succeededFuture(
                new Outcome(Outcome.Kind.NEVER, null, "mail-off", "There is no mail server any more."));
    }

    @Override
    public Future<Outcome> send(Delivery delivery, SentNotice notice) {
        String to = delivery.address() == null ? "" : delivery.address();
        return mailer.send(mail(to, delivery, notice))
                .map(done -> Outcome.taken(null))
                .otherwise(MailSender::outcome);
    }

    private Mail mail(String to, Delivery delivery, SentNotice sent) {
        Notice notice = sent.notice();
        String title = notice.data().getString("title", notice.type() + " " + notice.subject());
        String text = notice.data().getString("text", "");
        return new Mail(
                delivery.id(),
                to,
                "Gatehouse: " + title,
                (text.isEmpty() ? "" : text + "\n\n")
                        + "What:   " + notice.type() + "\n"
                        + "About:  " + notice.subject() + "\n"
                        + "Tenant: " + notice.tenant() + "\n"
                        + "When:   " + sent.occurredAt() + "\n"
                        + "Where:  " + publicUrl + "\n");
    }

    private static Outcome outcome(Throwable failure) {
        if (failure instanceof MailRefused refused) {
            return new Outcome(
                    refused.forGood() ? Outcome.Kind.NEVER : Outcome.Kind.NOT_NOW,
                    refused.reply(),
                    refused.code(),
                    refused.detail());
        }
        return new Outcome(Outcome.Kind.NOT_NOW, null, "mail-not-sent", "The mail server gave no answer.");
    }
}
