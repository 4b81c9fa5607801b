package dev.gatehouse.gateway.mail;

import dev.gatehouse.common.failure.Failure;

/** The mail server does not take a mail. For the log and the delivery only; nobody waits for mails. */
public final class MailRefused extends Failure.Upstream {
    private final int reply;
    private final boolean forGood;

    MailRefused(int reply, boolean forGood, Throwable cause) {
        super("mail-refused", "The mail server answered " + reply + ".", cause);
        this.reply = reply;
        this.forGood = forGood;
    }

    /** Its reply code (RFC 5321, section 4.2). */
    public int reply() {
        return reply;
    }

    /** True if it is no use to try again: the mailbox or the mail itself is refused. */
    public boolean forGood() {
        return forGood;
    }
}
