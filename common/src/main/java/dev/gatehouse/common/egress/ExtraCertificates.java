package dev.gatehouse.common.egress;

import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** A hospital's private authority, trusted beside the platform's own and never instead of it. */
final class ExtraCertificates {
    private ExtraCertificates() {}

    static TrustOptions trustedBesidePlatform(Path pem) {
        try {
            KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
            all.load(null, null);
            for (X509Certificate each : platform().getAcceptedIssuers()) {
                all.setCertificateEntry(each.getSubjectX500Principal().getName() + each.getSerialNumber(), each);
            }
            int number = 0;
            for (Certificate each : read(pem)) {
                all.setCertificateEntry("extra-" + number++, each);
            }
            return TrustOptions.wrap(trustManager(all));
        } catch (GeneralSecurityException | IOException unreadable) {
            throw new IllegalArgumentException("no certificates can be read from " + pem, unreadable);
        }
    }

    private static Iterable<? extends Certificate> read(Path pem) throws GeneralSecurityException, IOException {
        try (InputStream in = Files.newInputStream(pem)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in);
        }
    }

    private static X509TrustManager platform() throws GeneralSecurityException {
        return trustManager(null);
    }

    private static X509TrustManager trustManager(@Nullable KeyStore trusted) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        for (TrustManager each : factory.getTrustManagers()) {
            if (each instanceof X509TrustManager x509) {
                return x509;
            }
        }
        throw new GeneralSecurityException("the platform has no trust manager for X.509");
    }
}
