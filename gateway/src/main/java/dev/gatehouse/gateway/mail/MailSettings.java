package dev.gatehouse.gateway.mail;

import dev.gatehouse.common.notice.Notice;
import dev.gatehouse.common.settings.SettingsSource;
import dev.gatehouse.common.vault.SecretText;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The operator's mail server, from {@code GATEHOUSE_SMTP_URL} and {@code GATEHOUSE_MAIL_FROM}: {@code
 * smtps://user:password@host:465}, or {@code smtp://host:587?starttls=required}. User and password are percent-encoded.
 * {@code ca=/file.pem} names the certificates to trust instead of the platform's. {@code starttls=none} sends in the clear,
 * and then without user and password.
 *
 * @param security how the connection is kept private
 * @param user null if the server asks for none
 * @param certificates PEM file; null for the platform's own
 * @param from the address mails come from
 */
public record MailSettings(
        String host,
        int port,
        Security security,
        @Nullable String user,
        @Nullable SecretText password,
        @Nullable String certificates,
        String from) {
    private static final String URL = "GATEHOUSE_SMTP_URL";
    private static final String FROM = "GATEHOUSE_MAIL_FROM";
    private static final String EXAMPLE =
            "should be smtps://user:password@host:465 or smtp://host:587?starttls=required";

    /** How the connection is kept private. */
    public enum Security {
        TLS,
        STARTTLS,
        NONE
    }

    /** Empty if there is no mail server; mistakes are named at the source. */
    public static Optional<MailSettings> read(SettingsSource source) {
        Optional<String> url = source.text(URL);
        Optional<String> from = source.text(FROM);
        if (url.isEmpty()) {
            from.ifPresent(alone -> source.mistake(FROM, "needs " + URL + " too"));
            return Optional.empty();
        }
        if (from.isEmpty() || !Notice.isAddress(from.get())) {
            source.mistake(FROM, "should be the address mails come from, such as gatehouse@example.org");
            return Optional.empty();
        }
        try {
            return Optional.of(parse(new URI(url.get()), from.get()));
        } catch (URISyntaxException notOne) {
            source.mistake(URL, EXAMPLE);
        } catch (IllegalArgumentException refused) {
            source.mistake(URL, refused.getMessage() == null ? EXAMPLE : refused.getMessage());
        }
        return Optional.empty();
    }

    private static MailSettings parse(URI url, String from) {
        boolean tls = "smtps".equalsIgnoreCase(url.getScheme());
        boolean plainPath = url.getRawPath() == null
                || url.getRawPath().isEmpty()
                || url.getRawPath().equals("/");
        if ((!tls && !"smtp".equalsIgnoreCase(url.getScheme()))
                || url.getHost() == null
                || !plainPath
                || url.getRawFragment() != null) {
            throw new IllegalArgumentException(EXAMPLE);
        }
        Security security = tls ? Security.TLS : Security.STARTTLS;
        String certificates = null;
        for (String each :
                url.getRawQuery() == null ? new String[0] : url.getRawQuery().split("&", -1)) {
            if (each.startsWith("ca=") && each.length() > 3) {
                certificates = decoded(each.substring(3));
            } else if (each.equals("starttls=none") && !tls) {
                security = Security.NONE;
            } else if (!each.equals("starttls=required")) {
                throw new IllegalArgumentException("knows starttls=required, starttls=none and ca=/file.pem only");
            }
        }
        String[] login = url.getRawUserInfo() == null
                ? new String[0]
                : url.getRawUserInfo().split(":", 2);
        if (login.length == 1) {
            throw new IllegalArgumentException("should name user and password, or neither");
        }
        if (login.length == 2 && security == Security.NONE) {
            throw new IllegalArgumentException("would send the password in the clear; use smtps or starttls=required");
        }
        return new MailSettings(
                url.getHost(),
                url.getPort() != -1 ? url.getPort() : tls ? 465 : 587,
                security,
                login.length == 0 ? null : decoded(login[0]),
                login.length == 0 ? null : new SecretText(decoded(login[1])),
                certificates,
                from);
    }

    /** A plus is a plus here. */
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
