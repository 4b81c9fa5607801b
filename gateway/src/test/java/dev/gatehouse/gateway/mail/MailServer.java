package dev.gatehouse.gateway.mail;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;

/** An SMTP server on 127.0.0.1 that keeps what it gets. */
public final class MailServer implements AutoCloseable {
    /** Who may log in, where a login is asked for. */
    public static final String USER = "gatehouse@example.org";

    public static final String PASSWORD = "p:a/s s+wörd";

    /** One mail as it arrived. */
    public record Arrived(String from, String to, String text) {
        /** The lines before the first empty one. */
        public List<String> headers() {
            return text.substring(0, text.indexOf("\r\n\r\n")).lines().toList();
        }
    }

    /** Key and certificate for 127.0.0.1. */
    public record Identity(SSLContext tls, Path certificate) {
        private static final String STORE_PASSWORD = "changeit";

        /** Made with the JDK's own tool, in this folder. */
        public static Identity make(Path folder) throws Exception {
            Path keys = folder.resolve("mail.p12");
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "mail",
                            "-keyalg",
                            "EC",
                            "-groupname",
                            "secp256r1",
                            "-dname",
                            "CN=mail.test",
                            "-ext",
                            "SAN=ip:127.0.0.1",
                            "-validity",
                            "2",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            keys.toString(),
                            "-storepass",
                            STORE_PASSWORD)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException(said);
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(keys)) {
                store.load(in, STORE_PASSWORD.toCharArray());
            }
            Path certificate = folder.resolve("mail.pem");
            Files.writeString(
                    certificate,
                    "-----BEGIN CERTIFICATE-----\n"
                            + Base64.getMimeEncoder()
                                    .encodeToString(store.getCertificate("mail").getEncoded())
                            + "\n-----END CERTIFICATE-----\n");
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, STORE_PASSWORD.toCharArray());
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(managers.getKeyManagers(), null, null);
            return new Identity(tls, certificate);
        }
    }

    private final SMTPServer server;
    private final List<Arrived> arrived = new CopyOnWriteArrayList<>();
    private volatile @Nullable RejectException refusal;

    private MailServer(SMTPServer.Builder builder) {
        server = builder.bindAddress(loopback())
                .messageHandler((context, from, to, data) -> take(from, to, data))
                .build();
        server.start();
    }

    /** In the clear, for everybody. */
    public static MailServer plain() {
        return plainAt(0);
    }

    public static MailServer plainAt(int port) {
        return new MailServer(SMTPServer.port(port));
    }

    /** TLS from the first byte, with login. */
    public static MailServer withTls(Identity identity) {
        return new MailServer(withLogin(SMTPServer.port(0).serverSocketFactory(identity.tls())));
    }

    /** In the clear until STARTTLS, with login. */
    public static MailServer withStarttls(Identity identity) {
        return new MailServer(
                withLogin(SMTPServer.port(0).enableTLS().requireTLS().startTlsSocketFactory(identity.tls(), false)));
    }

    private static SMTPServer.Builder withLogin(SMTPServer.Builder builder) {
        return builder.requireAuth()
                .authenticationHandlerFactory(new EasyAuthenticationHandlerFactory((user, password, context) -> {
                    if (!user.equals(USER) || !password.equals(PASSWORD)) {
                        throw new LoginFailedException();
                    }
                }));
    }

    private static InetAddress loopback() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private void take(String from, String to, byte[] data) throws RejectException {
        RejectException no = refusal;
        if (no != null) {
            throw no;
        }
        arrived.add(new Arrived(from, to, new String(data, StandardCharsets.UTF_8)));
    }

    /** From now on every mail is refused with this reply; 0 takes them again. */
    public void refuse(int reply) {
        refusal = reply == 0 ? null : new RejectException(reply, "no, and here is a token: secret-token");
    }

    public List<Arrived> arrived() {
        return arrived;
    }

    public int port() {
        return server.getPortAllocated();
    }

    @Override
    public void close() {
        server.stop();
    }
}
