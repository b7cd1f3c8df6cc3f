package org.stagepost.net;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.stagepost.disk.Disk;
import org.stagepost.disk.DiskFile;
import org.stagepost.disk.ForceSite;

/**
 * A certificate that nobody has vouched for, and its key, so that TLS works from the first start (P-256, one year). It is
 * good for its own names only: whoever trusts it trusts no other certificate for that.
 *
 * @param certificate as PEM
 * @param key as PEM
 */
public record SelfSigned(Disk disk, Path certificate, Path key) {
    private static final Duration LIFETIME = Duration.ofDays(365);

    /** For clocks that are behind ours. */
    private static final Duration BEFORE = Duration.ofHours(1);

    private static final String IPV6 = "IPv6:";
    private static final ForceSite FORCED = new ForceSite("tls.selfsigned");

    /**
     * Writes both; neither may exist yet.
     *
     * @param names host names and addresses, the first is the subject
     */
    public void write(List<String> names, Clock clock) throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            write(key, pem(new JcaPKCS8Generator(pair.getPrivate(), null)));
            // Where the certificate is, its key must be too, also after a power cut.
            disk.forceDirectory(key.toAbsolutePath().resolveSibling(".").normalize(), FORCED);
            place(pem(certificate(pair, names, clock.instant())));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("no self-signed certificate can be made: " + e.getMessage(), e);
        }
    }

    /** Puts another certificate for the same key in the place of this one: whoever knows the key knows it still. */
    public void renew(List<String> names, Clock clock) throws IOException {
        try {
            PublicKey known = read().getPublicKey();
            PrivateKey own = PemKey.read(key).orElseThrow(() -> new IOException(key + " is no key"));
            place(pem(certificate(new KeyPair(known, own), names, clock.instant())));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException(certificate + " cannot be renewed: " + e.getMessage(), e);
        }
    }

    /**
     * Whether another is due: this one bears other names than these, or is not good any more at a moment. One that we have
     * not made is its owner's affair, and never due.
     */
    public boolean isDue(List<String> names, Instant until) throws IOException {
        try {
            X509Certificate known = read();
            if (!isOurs(known)) return false;
            Set<String> wanted = new HashSet<>();
            for (String name : names) wanted.add(address(name).orElse(name));
            return !names(known).equals(wanted)
                    || !known.getNotAfter().toInstant().isAfter(until);
        } catch (GeneralSecurityException e) {
            throw new IOException(certificate + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** By what {@link #certificate(KeyPair, List, Instant)} gives each: a lifetime to the second that no other program has. */
    private static boolean isOurs(X509Certificate known) throws CertificateException {
        Duration lifetime = Duration.between(
                known.getNotBefore().toInstant(), known.getNotAfter().toInstant());
        return known.getIssuerX500Principal().equals(known.getSubjectX500Principal())
                && lifetime.equals(LIFETIME.plus(BEFORE))
                && List.of(KeyPurposeId.id_kp_serverAuth.getId()).equals(known.getExtendedKeyUsage());
    }

    private static Set<String> names(X509Certificate known) throws CertificateException {
        Collection<List<?>> alternatives = known.getSubjectAlternativeNames();
        Set<String> names = new HashSet<>();
        if (alternatives == null) return names;
        for (List<?> name : alternatives) names.add(String.valueOf(name.get(1)));
        return names;
    }

    private X509Certificate read() throws IOException, CertificateException {
        try (InputStream pem = Files.newInputStream(certificate)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
        }
    }

    private static X509Certificate certificate(KeyPair pair, List<String> names, Instant now)
            throws GeneralSecurityException, OperatorCreationException, CertIOException {
        X500Name subject =
                new X500NameBuilder().addRDN(BCStyle.CN, names.get(0)).build();
        GeneralName[] alternatives = names.stream().map(SelfSigned::generalName).toArray(GeneralName[]::new);
        var builder = new JcaX509v3CertificateBuilder(
                        subject,
                        new BigInteger(120, new SecureRandom()),
                        Date.from(now.minus(BEFORE)),
                        Date.from(now.plus(LIFETIME)),
                        subject,
                        pair.getPublic())
                .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives))
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }

    private static GeneralName generalName(String name) {
        return address(name)
                .map(address -> new GeneralName(GeneralName.iPAddress, address))
                .orElseGet(() -> new GeneralName(GeneralName.dNSName, name));
    }

    /** The address that a name is, bare or as a literal (RFC 5321 4.1.3), as Java writes it; a host's name may end in a digit. */
    private static Optional<String> address(String name) {
        boolean literal = name.startsWith("[") && name.endsWith("]");
        String inner = literal ? name.substring(1, name.length() - 1) : name;
        boolean tagged = literal && inner.regionMatches(true, 0, IPV6, 0, IPV6.length());
        byte[] octets = NetUtil.createByteArrayFromIpAddressString(tagged ? inner.substring(IPV6.length()) : inner);
        if (octets == null) return Optional.empty();
        try {
            return Optional.of(InetAddress.getByAddress(octets).getHostAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 octets", e);
        }
    }

    private static String pem(Object object) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }

    /** The certificate gets its name once it is whole on the disk. */
    private void place(String text) throws IOException {
        Path fresh = certificate.resolveSibling(certificate.getFileName() + ".tmp");
        disk.delete(fresh);
        write(fresh, text);
        disk.rename(fresh, certificate);
    }

    private void write(Path path, String text) throws IOException {
        try (DiskFile file = disk.create(path)) {
            file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
            file.force(FORCED);
        }
    }
}
