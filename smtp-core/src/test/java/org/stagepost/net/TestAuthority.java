package org.stagepost.net;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority that vouches for clients in tests, and the keys of such clients. */
public final class TestAuthority {
    private static final char[] OPEN = "open".toCharArray();

    private final X500Name name;
    private final KeyPair pair;
    private final X509Certificate certificate;

    public TestAuthority(String name) throws Exception {
        this.name = new X500Name("CN=" + name);
        this.pair = pair();
        X509v3CertificateBuilder builder =
                builder(this.name, pair.getPublic(), Instant.now().plusSeconds(3600));
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        this.certificate = signed(builder);
    }

    private static KeyPair pair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    private X509v3CertificateBuilder builder(X500Name subject, PublicKey key, Instant until) {
        Date from = Date.from(Instant.now().minusSeconds(7200));
        return new JcaX509v3CertificateBuilder(
                name, BigInteger.valueOf(System.nanoTime()), from, Date.from(until), subject, key);
    }

    private X509Certificate signed(X509v3CertificateBuilder builder)
            throws GeneralSecurityException, OperatorCreationException {
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }

    /** Its certificate as a PEM file. */
    public Path in(Path folder) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(certificate);
        }
        return Files.writeString(folder.resolve(name + ".pem"), text.toString());
    }

    /** Keys of a client for whom it vouches. */
    public KeyManager[] client(String... addresses) throws Exception {
        return keys(Instant.now().plusSeconds(3600), KeyPurposeId.id_kp_clientAuth, addresses);
    }

    /** The same, out of date. */
    public KeyManager[] expired(String... addresses) throws Exception {
        return keys(Instant.now().minusSeconds(60), KeyPurposeId.id_kp_clientAuth, addresses);
    }

    /** The same for something that is no client. */
    public KeyManager[] server(String... addresses) throws Exception {
        return keys(Instant.now().plusSeconds(3600), KeyPurposeId.id_kp_serverAuth, addresses);
    }

    private KeyManager[] keys(Instant until, KeyPurposeId purpose, String... addresses) throws Exception {
        KeyPair own = pair();
        X509v3CertificateBuilder builder = builder(new X500Name("CN=client"), own.getPublic(), until);
        GeneralName[] names = Arrays.stream(addresses)
                .map(address -> new GeneralName(GeneralName.rfc822Name, address))
                .toArray(GeneralName[]::new);
        if (names.length > 0) builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("client", own.getPrivate(), OPEN, new Certificate[] {signed(builder)});
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, OPEN);
        return factory.getKeyManagers();
    }
}
