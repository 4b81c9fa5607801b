package dev.gatehouse.common.notice;

import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Something that happened and that others want to know. It leaves the house, so it holds ids and states, never a secret, a
 * token or anything of a patient.
 *
 * @param type what happened, dotted: {@code connection.active}; webhook endpoints choose by it
 * @param subject the id of what it happened to
 * @param data more of the same. Two members are also shown to people, in mails: {@code title}, a mail's subject, and {@code
 *     text}, one or two plain sentences
 * @param emails who is told by mail too, if the operator has set a mail server; each fit for {@link #isAddress}
 */
public record Notice(TenantId tenant, String type, String subject, JsonObject data, List<String> emails) {
    private static final Predicate<String> TYPE =
            Pattern.compile("[a-z][a-z0-9_-]*(\\.[a-z][a-z0-9_-]*)+").asMatchPredicate();
    private static final Predicate<String> ADDRESS = Pattern.compile(
                    "[^\\s\\p{Cntrl}@,;:<>()\\[\\]\"\\\\]+@[^\\s\\p{Cntrl}@,;:<>()\\[\\]\"\\\\]+")
            .asMatchPredicate();
    private static final int LONGEST_TYPE = 64;
    private static final int LONGEST_SUBJECT = 200;
    private static final int LONGEST_ADDRESS = 320;
    private static final int MOST_DATA = 16_000;

    public Notice {
        data = data.copy();
        emails = List.copyOf(emails);
        if (type.length() > LONGEST_TYPE || !TYPE.test(type)) {
            throw new IllegalArgumentException("a notice's type is dotted words of lower case, not " + type);
        }
        if (subject.isEmpty() || subject.length() > LONGEST_SUBJECT) {
            throw new IllegalArgumentException("a notice's subject has 1 to 200 characters, not " + subject.length());
        }
        if (data.encode().length() > MOST_DATA) {
            throw new IllegalArgumentException("a notice of type " + type + " says more than 16,000 characters");
        }
        if (!emails.stream().allMatch(Notice::isAddress)) {
            throw new IllegalArgumentException("a notice of type " + type + " has an e-mail address that is none");
        }
    }

    /** True for one plain e-mail address: no display name, no list, nothing that could end a header's line. */
    public static boolean isAddress(String text) {
        return text.length() <= LONGEST_ADDRESS && ADDRESS.test(text);
    }
}
