package org.stagepost.distribution.status;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.NoSuchElementException;

/** Until when a certificate is good. */
public final class CertificateEnd {
    /** So long before the end somebody should hear of it. */
    public static final Duration SOON = Duration.ofDays(14);

    private CertificateEnd() {}

    /**
     * Of the first certificate in a PEM file, which is the server's own.
     *
     * @throws IOException when there is none
     */
    public static Instant of(Path file) throws IOException {
        try (InputStream pem = Files.newInputStream(file)) {
            X509Certificate first = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificates(pem)
                    .iterator()
                    .next();
            return first.getNotAfter().toInstant();
        } catch (CertificateException | NoSuchElementException e) {
            throw new IOException("it holds no certificate", e);
        }
    }
}
