package dev.gatehouse.common.egress;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.testing.Smart;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.util.Base64;
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
        keys = folder.resolve("ehr.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "ehr",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=ehr.test",
                        "-ext",
                        "SAN=dns:ehr.test",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keys.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        keytool.getInputStream().readAllBytes();
        assertThat(keytool.waitFor()).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD.toCharArray());
        }
        certificate = folder.resolve("ehr.pem");
        Files.writeString(
                certificate,
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(store.getCertificate("ehr").getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
    }

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
    }

    @AfterEach
    void close() {
        await(vertx.close());
    }

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

    @Test
    @Smart(4)
    void aTrustedCertificateIsRefusedForAnotherName() {
        Throwable failure = failureOf(call("other.test", settings().withExtraCertificates(certificate)));

        assertThat(((Failure) failure).code()).isEqualTo("ehr-certificate-refused");
        assertThat(requests).hasValue(0);
    }

    private Future<SmallAnswer> call(String host, EgressSettings settings) {
        HttpServerOptions tls = new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(new PfxOptions().setPath(keys.toString()).setPassword(PASSWORD));
        int port = await(vertx.createHttpServer(tls)
                        .requestHandler(request -> {
                            requests.incrementAndGet();
                            request.response().end(request.authority().host());
                        })
                        .listen(0, "127.0.0.1"))
                .actualPort();
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
