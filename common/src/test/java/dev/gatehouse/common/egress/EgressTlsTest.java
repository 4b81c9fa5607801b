package dev.gatehouse.common.egress;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.testing.Guards;
import dev.gatehouse.common.testing.Smart;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SMART-04. The listed private hosts only let a call reach 127.0.0.1; they don't loosen TLS. */
class EgressTlsTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    private static Path folder;

    private static Path keys;
    private static Path certificate;

    private final AtomicInteger requests = new AtomicInteger();
    private Vertx vertx;

    @BeforeAll
    static void makeACertificateForOneName() throws Exception {
        keys = keyStore("ehr", "-startdate", "-1d", "-validity", "2");
        certificate = certificateOf(keys);
    }

    /** A self-signed certificate for {@code ehr.test}. */
    private static Path keyStore(String name, String... more) throws Exception {
        Path store = folder.resolve(name + ".p12");
        List<String> arguments = new ArrayList<>(List.of(
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + name + ".test",
                "-ext",
                "SAN=dns:ehr.test"));
        arguments.addAll(List.of(more));
        keytool(store, arguments);
        return store;
    }

    private static void keytool(Path store, List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(arguments);
        command.addAll(List.of(
                "-alias", "ehr", "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
    }

    private static KeyStore opened(Path keyStore) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keyStore)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private static Path certificateOf(Path keyStore) throws Exception {
        return Files.writeString(
                keyStore.resolveSibling(keyStore.getFileName() + ".pem"),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(
                                        opened(keyStore).getCertificate("ehr").getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
    }

    /** The server's key with a certificate for it that the authority issued. */
    private static Path issued(Path authority, Path server, String... times) throws Exception {
        Path request = folder.resolve("request");
        Path answer = folder.resolve("issued");
        keytool(server, List.of("-certreq", "-file", request.toString()));
        List<String> arguments = new ArrayList<>(List.of(
                "-gencert", "-infile", request.toString(), "-outfile", answer.toString(), "-ext", "SAN=dns:ehr.test"));
        arguments.addAll(List.of(times));
        keytool(authority, arguments);
        KeyStore store = opened(server);
        Certificate leaf;
        try (InputStream in = Files.newInputStream(answer)) {
            leaf = CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
        Certificate[] chain = {leaf, opened(authority).getCertificate("ehr")};
        store.setKeyEntry("ehr", store.getKey("ehr", PASSWORD.toCharArray()), PASSWORD.toCharArray(), chain);
        try (OutputStream out = Files.newOutputStream(server)) {
            store.store(out, PASSWORD.toCharArray());
        }
        return server;
    }

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
    }

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Guards("OUT-3")
    @Test
    @Smart(4)
    void aSelfSignedServerIsRefused() {
        Throwable failure = failureOf(call("ehr.test", settings()));

        assertThat(((Failure) failure).code()).isEqualTo("ehr-certificate-refused");
        assertThat(NoAnswer.stageOf(failure)).contains(NoAnswer.Stage.NOT_CONNECTED);
        assertThat(requests).hasValue(0);
    }

    @Test
    @Smart(4)
    void aCertificateTheOperatorTrustsIsAcceptedForItsName() {
        SmallAnswer answer = await(call("ehr.test", settings().withExtraCertificates(certificate)));

        assertThat(answer.body().toString()).isEqualTo("ehr.test");
    }

    @Guards("OUT-3")
    @Test
    @Smart(4)
    void aTrustedCertificateIsRefusedForAnotherName() {
        Throwable failure = failureOf(call("other.test", settings().withExtraCertificates(certificate)));

        assertThat(((Failure) failure).code()).isEqualTo("ehr-certificate-refused");
        assertThat(requests).hasValue(0);
    }

    @Guards("OUT-3")
    @Test
    @Smart(4)
    void anExpiredCertificateIsRefusedThoughItsIssuerIsTrusted() throws Exception {
        Path authority = keyStore("authority", "-ext", "bc:c", "-startdate", "-100d", "-validity", "200");
        EgressSettings trusting = settings().withExtraCertificates(certificateOf(authority));
        Path server = keyStore("server");

        Path valid = issued(authority, server, "-startdate", "-10d", "-validity", "20");
        assertThat(await(call(valid, "ehr.test", trusting)).status()).isEqualTo(200);
        requests.set(0);
        Path old = issued(authority, server, "-startdate", "-10d", "-validity", "2");
        Throwable failure = failureOf(call(old, "ehr.test", trusting));

        assertThat(((Failure) failure).code()).isEqualTo("ehr-certificate-refused");
        assertThat(requests).hasValue(0);
    }

    /** Answers a client's first message in TLS 1.1, which the JDK's own server would not do any more. */
    @Guards("OUT-3")
    @Test
    @Smart(4)
    void aServerThatSpeaksTls11IsHungUpOn() {
        Buffer said = Buffer.buffer();
        int port = await(vertx.createNetServer()
                        .connectHandler(socket -> {
                            socket.exceptionHandler(reset -> {});
                            socket.handler(bytes -> {
                                if (said.length() == 0) {
                                    socket.write(Buffer.buffer(serverHello(0x0302)));
                                }
                                said.appendBuffer(bytes);
                            });
                        })
                        .listen(0, "127.0.0.1"))
                .actualPort();

        Throwable failure = failureOf(send(port, "ehr.test", settings()));

        assertThat(((Failure) failure).code()).isEqualTo("ehr-certificate-refused");
        assertThat(HexFormat.of().formatHex(said.getBytes()))
                .as("supported_versions: TLS 1.3 and 1.2, nothing else")
                .contains("002b00050403040303");
    }

    /** RFC 5246, section 7.4.1.3: a handshake record with version, random, no session, one suite, no compression. */
    private static byte[] serverHello(int version) {
        ByteBuffer hello = ByteBuffer.allocate(5 + 4 + 38);
        hello.put((byte) 22).putShort((short) version).putShort((short) (4 + 38));
        hello.put((byte) 2).put((byte) 0).putShort((short) 38);
        hello.putShort((short) version).put(new byte[32]).put((byte) 0);
        hello.putShort((short) 0xc013).put((byte) 0);
        return hello.array();
    }

    private Future<SmallAnswer> call(String host, EgressSettings settings) {
        return call(keys, host, settings);
    }

    private Future<SmallAnswer> call(Path keyStore, String host, EgressSettings settings) {
        HttpServerOptions tls = new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(new PfxOptions().setPath(keyStore.toString()).setPassword(PASSWORD));
        int port = await(vertx.createHttpServer(tls)
                        .requestHandler(request -> {
                            requests.incrementAndGet();
                            request.response().end(request.authority().host());
                        })
                        .listen(0, "127.0.0.1"))
                .actualPort();
        return send(port, host, settings);
    }

    private Future<SmallAnswer> send(int port, String host, EgressSettings settings) {
        HostResolver loopback = name -> Future.succeededFuture(List.of(InetAddress.getLoopbackAddress()));
        Egress egress = new Egress(vertx, settings, loopback, Clock.systemUTC());
        Destination ehr =
                egress.destination(URI.create("https://" + host + ":" + port + "/"), new HostRules(Set.of(), false));
        return egress.send(SmallRequest.get(ehr, "/", Map.of(), 1000));
    }

    private static EgressSettings settings() {
        return EgressSettings.allowing(Set.of("ehr.test", "other.test"));
    }
}
