package dev.gatehouse.gateway.app;

import dev.gatehouse.common.backup.BackupFolder;
import dev.gatehouse.common.settings.SettingsSource;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.admission.AdmissionSettings;
import dev.gatehouse.gateway.calls.CallSettings;
import dev.gatehouse.gateway.guard.GuardSettings;
import dev.gatehouse.gateway.mail.MailSettings;
import dev.gatehouse.gateway.operator.OidcSettings;
import dev.gatehouse.gateway.token.TokenRate;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All settings of a gateway, read once.
 *
 * @param host where the public listener binds
 * @param port of the public listener; 0 for any free one
 * @param managementHost where health and metrics bind
 * @param publicUrl what EHRs and browsers see, without a slash at its end; empty to follow from host and port
 * @param databaseUrl PostgreSQL; null for H2 in the data directory
 * @param guard who may connect and send what
 * @param eventLoops event loops and HTTP server instances
 * @param tokenRate token requests to one authorization server
 * @param admission how much may be under way at once
 * @param outbound how EHRs are called
 * @param privateEhrHosts {@code host} or {@code host:port} that may be reached over http and at private addresses
 * @param refreshedDirectories keys of the EHRs whose published lists are read by themselves; empty for all, {@code none}
 *     for none
 * @param privateWebhookHosts the same for webhook endpoints
 * @param mail the operator's mail server; null if there is none
 * @param appOrigins of customers' own pages, which may frame the Connect UI; if there are any, only they may open its socket
 * @param ehrProfiles directory of EHR profiles beside those that come with Gatehouse
 * @param calls what is kept and shown of proxied calls
 * @param identityProvider where people may sign in too; null if there is none
 * @param backupDirectory where a backup is made each hour; empty for none
 */
public record GatewaySettings(
        String host,
        int port,
        String managementHost,
        int managementPort,
        Optional<URI> publicUrl,
        Path dataDirectory,
        @Nullable SecretText databaseUrl,
        Path masterKeyFile,
        @Nullable SecretText bootstrapApiKey,
        GuardSettings guard,
        int eventLoops,
        TokenRate tokenRate,
        AdmissionSettings admission,
        OutboundSettings outbound,
        Set<String> privateEhrHosts,
        Set<String> refreshedDirectories,
        Set<String> privateWebhookHosts,
        @Nullable MailSettings mail,
        Optional<Path> ehrProfiles,
        Set<String> appOrigins,
        CallSettings calls,
        @Nullable OidcSettings identityProvider,
        Optional<Path> backupDirectory) {

    private static final Predicate<String> ORIGIN =
            Pattern.compile("https?://[a-z0-9.-]+(:[0-9]{1,5})?").asMatchPredicate();

    /** @throws dev.gatehouse.common.failure.StartRefused naming every mistake */
    public static GatewaySettings read(SettingsSource source) {
        Path data = source.path("GATEHOUSE_DATA_DIR", Path.of("data"));
        GatewaySettings settings = new GatewaySettings(
                source.text("GATEHOUSE_HOST", "127.0.0.1"),
                source.port("GATEHOUSE_PORT", 8080),
                source.text("GATEHOUSE_MANAGEMENT_HOST", "127.0.0.1"),
                source.port("GATEHOUSE_MANAGEMENT_PORT", 8081),
                source.origin("GATEHOUSE_PUBLIC_URL"),
                data,
                databaseUrl(source),
                source.path("GATEHOUSE_MASTER_KEY_FILE", beside(data)),
                bootstrapKey(source),
                GuardSettings.read(source),
                source.number("GATEHOUSE_EVENT_LOOPS", Runtime.getRuntime().availableProcessors(), 1, 256),
                new TokenRate(
                        source.number("GATEHOUSE_TOKEN_REQUESTS_PER_SECOND", TokenRate.DEFAULT.perSecond(), 1, 10_000)),
                AdmissionSettings.read(source),
                OutboundSettings.read(source),
                source.list("GATEHOUSE_ALLOW_PRIVATE_EHR_HOSTS"),
                source.list("GATEHOUSE_REFRESH_DIRECTORIES"),
                source.list("GATEHOUSE_ALLOW_PRIVATE_WEBHOOK_HOSTS"),
                MailSettings.read(source).orElse(null),
                source.path("GATEHOUSE_EHR_PROFILES_DIR"),
                appOrigins(source),
                CallSettings.read(source),
                OidcSettings.read(source).orElse(null),
                source.path("GATEHOUSE_BACKUP_DIR"));
        source.refuseMistakes();
        return settings;
    }

    private static Path beside(Path data) {
        Path parent = data.toAbsolutePath().normalize().getParent();
        return parent == null ? Path.of("gatehouse.key") : parent.resolve("gatehouse.key");
    }

    private static @Nullable SecretText databaseUrl(SettingsSource source) {
        Optional<String> text = source.text("GATEHOUSE_DATABASE_URL");
        if (text.isEmpty()) {
            return null;
        }
        try {
            String url = dev.gatehouse.common.database.DatabaseSettings.postgres(URI.create(text.get()))
                    .jdbcUrl();
            return url.isEmpty() ? null : new SecretText(text.get());
        } catch (IllegalArgumentException e) {
            source.mistake("GATEHOUSE_DATABASE_URL", "should be postgresql://user:password@host:5432/database");
            return null;
        }
    }

    private static @Nullable SecretText bootstrapKey(SettingsSource source) {
        Optional<String> text = source.text("GATEHOUSE_BOOTSTRAP_API_KEY");
        if (text.isPresent() && (text.get().length() < 16 || text.get().length() > 512)) {
            source.mistake("GATEHOUSE_BOOTSTRAP_API_KEY", "should have 16 to 512 characters, better 32 random ones");
            return null;
        }
        return text.map(SecretText::new).orElse(null);
    }

    private static Set<String> appOrigins(SettingsSource source) {
        Set<String> origins = source.list("GATEHOUSE_APP_ORIGINS");
        for (String each : origins) {
            if (!ORIGIN.test(each)) {
                source.mistake("GATEHOUSE_APP_ORIGINS", "should be origins such as https://app.example.org");
            }
        }
        return origins;
    }

    /** True if this EHR's published list is read by itself. */
    boolean refreshesDirectory(String ehr) {
        return refreshedDirectories.isEmpty() || refreshedDirectories.contains(ehr);
    }

    /** Where backups go; without a setting those that are asked for stay beside the data, and only the last one. */
    BackupFolder backups() {
        return backupDirectory
                .map(folder -> new BackupFolder(folder, 48))
                .orElseGet(() -> new BackupFolder(dataDirectory.resolve("backups"), 1));
    }

    /** True if other nodes may share the database. */
    boolean sharedDatabase() {
        return databaseUrl != null;
    }

    /** What EHRs and browsers see, once the port is known. */
    String publicUrl(int boundPort) {
        return publicUrl
                .map(URI::toString)
                .orElseGet(() -> "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + boundPort);
    }
}
