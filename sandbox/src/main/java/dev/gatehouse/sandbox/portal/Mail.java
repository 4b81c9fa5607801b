package dev.gatehouse.sandbox.portal;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;

/**
 * An e-mail that a real portal would have sent. It never leaves the sandbox.
 *
 * @param id number in the outbox, from 1
 * @param at when it was written
 * @param to the developer's address
 * @param subject one line of ASCII
 * @param text plain, lines ended by a line feed
 * @param link the address in it, of the page that comes next
 */
public record Mail(long id, Instant at, String to, String subject, String text, String link) {

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH);

    public static final String FROM = "no-reply@portal.sandbox.example";

    /** As a file that mail programs open (RFC 5322, RFC 2045). */
    public String eml() {
        String body = Base64.getMimeEncoder(76, "\r\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
        return String.join(
                "\r\n",
                "Date: " + DATE.format(at.atOffset(ZoneOffset.UTC)),
                "From: Sandbox Partner Portal <" + FROM + ">",
                "To: <" + to + ">",
                "Subject: " + subject,
                "Message-ID: <" + id + "." + at.toEpochMilli() + "@portal.sandbox.example>",
                "MIME-Version: 1.0",
                "Content-Type: text/plain; charset=utf-8",
                "Content-Transfer-Encoding: base64",
                "",
                body,
                "");
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
