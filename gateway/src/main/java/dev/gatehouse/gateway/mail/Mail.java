package dev.gatehouse.gateway.mail;

import dev.gatehouse.common.notice.Notice;

/**
 * A mail in plain text.
 *
 * @param id the same for each repetition; becomes its Message-ID
 * @param to one plain address
 * @param subject one line; whatever could end it is taken out
 */
public record Mail(String id, String to, String subject, String text) {
    private static final int LONGEST_SUBJECT = 150;

    public Mail {
        if (!Notice.isAddress(to)) {
            throw new IllegalArgumentException("a mail goes to one plain address");
        }
        subject = oneLine(subject);
    }

    /** Control characters, and what other alphabets take for the end of a line, become blanks. */
    private static String oneLine(String text) {
        String plain = text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").trim();
        if (plain.length() <= LONGEST_SUBJECT) {
            return plain;
        }
        int end = Character.isHighSurrogate(plain.charAt(LONGEST_SUBJECT - 1)) ? LONGEST_SUBJECT - 1 : LONGEST_SUBJECT;
        return plain.substring(0, end);
    }
}
