package dev.gatehouse.gateway.operator;

import dev.gatehouse.common.settings.SettingsSource;
import dev.gatehouse.common.vault.SecretText;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The identity provider that people may sign in at, from {@code GATEHOUSE_OIDC_ISSUER}, {@code GATEHOUSE_OIDC_CLIENT_ID},
 * {@code GATEHOUSE_OIDC_CLIENT_SECRET_FILE} and {@code GATEHOUSE_OIDC_NAME}.
 *
 * @param issuer without a slash at its end; https, or http on this machine
 * @param secret null for a public client, which PKCE alone protects
 * @param name what the sign-in page calls it
 */
public record OidcSettings(
        URI issuer, String clientId, @Nullable SecretText secret, String name) {
    private static final String ISSUER = "GATEHOUSE_OIDC_ISSUER";
    private static final String CLIENT = "GATEHOUSE_OIDC_CLIENT_ID";
    private static final String SECRET = "GATEHOUSE_OIDC_CLIENT_SECRET_FILE";
    private static final String NAME = "GATEHOUSE_OIDC_NAME";
    private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "localhost", "[::1]");

    /** Empty if there is none; mistakes are named at the source. */
    public static Optional<OidcSettings> read(SettingsSource source) {
        Optional<URI> issuer = source.origin(ISSUER);
        Optional<String> client = source.text(CLIENT);
        Optional<SecretText> secret = source.path(SECRET).flatMap(file -> secret(source, file));
        String name = source.text(NAME, "your organisation");
        if (issuer.isEmpty() && client.isEmpty()) {
            return Optional.empty();
        }
        if (issuer.isEmpty() || client.isEmpty()) {
            source.mistake(issuer.isEmpty() ? ISSUER : CLIENT, "is needed too");
            return Optional.empty();
        }
        if (!isPrivate(issuer.get())) {
            source.mistake(ISSUER, "should be an https address, such as https://login.example.org");
            return Optional.empty();
        }
        return Optional.of(new OidcSettings(issuer.get(), client.get(), secret.orElse(null), name));
    }

    private static Optional<SecretText> secret(SettingsSource source, Path file) {
        try {
            String text = Files.readString(file).strip();
            if (!text.isEmpty()) {
                return Optional.of(new SecretText(text));
            }
            source.mistake(SECRET, "names an empty file");
        } catch (IOException unreadable) {
            source.mistake(SECRET, "names a file that can't be read");
        }
        return Optional.empty();
    }

    /** True if nobody on the way reads what goes there. */
    static boolean isPrivate(URI address) {
        return "https".equals(address.getScheme())
                || ("http".equals(address.getScheme()) && THIS_MACHINE.contains(String.valueOf(address.getHost())));
    }
}
