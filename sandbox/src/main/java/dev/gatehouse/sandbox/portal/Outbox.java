package dev.gatehouse.sandbox.portal;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last 1,000 e-mails that the portal would have sent. */
final class Outbox {

    private static final int KEPT = 1_000;

    private final Deque<Mail> mails = new ArrayDeque<>();
    private long last;

    synchronized void send(Instant at, String to, String subject, String text, String link) {
        if (mails.size() == KEPT) {
            mails.removeFirst();
        }
        mails.addLast(new Mail(++last, at, to, subject, text, link));
    }

    /** Newest first; {@code to} is compared without regard to case, and everybody's if empty. */
    synchronized List<Mail> to(String to) {
        List<Mail> found = new ArrayList<>();
        mails.forEach(mail -> {
            if (to.isEmpty() || mail.to().equalsIgnoreCase(to)) {
                found.add(mail);
            }
        });
        Collections.reverse(found);
        return found;
    }

    synchronized @Nullable Mail find(String id) {
        return mails.stream()
                .filter(mail -> Long.toString(mail.id()).equals(id))
                .findFirst()
                .orElse(null);
    }

    synchronized void clear() {
        mails.clear();
    }
}
