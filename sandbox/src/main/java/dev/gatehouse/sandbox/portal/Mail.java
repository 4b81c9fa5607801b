package dev.gatehouse.sandbox.portal;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;

/**
 * An e-mail that a real portal would have sent. It never leaves the sandbox.
 *
 * @param id number in the outbox, from 1
 * @param at when it was written
 * @param to the developer's address
 * @param subject one line
 * @param text plain, lines ended by a line feed
 * @param link the address in it, of the page that comes next
 */
public record Mail(long id, Instant at, String to, String subject, String text, String link) {

    public static final String FROM = "no-reply@portal.sandbox.example";

    /** As a file that mail programs open (RFC 5322, RFC 2045, RFC 2047). */
    public String eml() {
        String body = Base64.getMimeEncoder(76, "\r\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
        return String.join(
                "\r\n",
                "Date: " + DateTimeFormatter.RFC_1123_DATE_TIME.format(at.atOffset(ZoneOffset.UTC)),
                "From: Sandbox Partner Portal <" + FROM + ">",
                "To: <" + to + ">",
                "Subject: " + encoded(subject),
                "Message-ID: <" + id + "." + at.toEpochMilli() + "@portal.sandbox.example>",
                "MIME-Version: 1.0",
                "Content-Type: text/plain; charset=utf-8",
                "Content-Transfer-Encoding: base64",
                "",
                body,
                "");
    }

    private static String encoded(String line) {
        if (line.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
            return line;
        }
        // an encoded word has 75 characters at most, so 36 bytes of text; cut between characters
        StringBuilder words = new StringBuilder();
        StringBuilder piece = new StringBuilder();
        line.codePoints().forEach(c -> {
            if ((piece + Character.toString(c)).getBytes(StandardCharsets.UTF_8).length > 36) {
                words.append(word(piece)).append("\r\n ");
                piece.setLength(0);
            }
            piece.appendCodePoint(c);
        });
        return words.append(word(piece)).toString();
    }

    private static String word(CharSequence text) {
        return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(text.toString().getBytes(StandardCharsets.UTF_8))
                + "?=";
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("id", id)
                .put("at", at.toString())
                .put("from", FROM)
                .put("to", to)
                .put("subject", subject)
                .put("text", text)
                .put("link", link);
    }
}
