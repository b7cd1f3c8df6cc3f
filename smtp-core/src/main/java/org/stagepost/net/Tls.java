package org.stagepost.net;

import io.netty.channel.Channel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.AttributeKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/** Keys and rules of TLS for one side of a dialogue: 1.2 and 1.3 only, by BoringSSL where its library loads. */
public final class Tls {
    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");
    private static final int HANDSHAKE_SECONDS = 30;
    /** The kind that Netty keeps a key in until BoringSSL has it. */
    private static final String KEY_STORE = "JKS";

    /** Who may vouch for the client on a channel, where it is asked for a certificate. */
    static final AttributeKey<ClientAuthorities> CLIENTS = AttributeKey.valueOf(Tls.class, "clients");

    /** What a client may say by ALPN that it has come to speak. Names of SMTP are not registered; these are Exim's. */
    private static final List<String> SPOKEN = List.of("imap", "pop3", "smtp", "esmtp", "lmtp");

    private final boolean verifying;
    private final Optional<Tls> forLogins;
    private final Set<String> spoken;
    private final AtomicReference<Keys> keys;

    /** What handshakes go by, at one moment. */
    private record Keys(SslContext context, Optional<ClientAuthorities> clients) {}

    private Tls(SslContext context, boolean verifying) {
        this(new AtomicReference<>(new Keys(context, Optional.empty())), verifying, Optional.empty(), Set.of());
    }

    private Tls(AtomicReference<Keys> keys, boolean verifying, Optional<Tls> forLogins, Set<String> spoken) {
        this.keys = keys;
        this.verifying = verifying;
        this.forLogins = forLogins;
        this.spoken = spoken;
    }

    /** The same for a listener where one protocol is spoken, by these names of ALPN (RFC 7301): who names others only is refused. */
    public Tls speaking(String... names) {
        return new Tls(keys, verifying, forLogins.map(own -> own.speaking(names)), Set.of(names));
    }

    /**
     * For a server: a certificate chain and its key, both PEM.
     *
     * @throws IOException naming the file that cannot be used
     */
    public static Tls server(Path certificate, Path key) throws IOException {
        return server(certificate, key, Optional.empty());
    }

    /**
     * The same, where clients may log in by a certificate.
     *
     * @param clientAuthorities a PEM file of those who may vouch for them; empty where nobody is asked
     */
    public static Tls server(Path certificate, Path key, Optional<Path> clientAuthorities) throws IOException {
        Tls usual = new Tls(built(serving(certificate, key)), false);
        if (clientAuthorities.isEmpty()) return usual;
        ClientAuthorities clients = clients(clientAuthorities.get());
        SslContextBuilder asking =
                serving(certificate, key).trustManager(clients.asking()).clientAuth(ClientAuth.OPTIONAL);
        Keys ofLogins = new Keys(built(asking), Optional.of(clients));
        Tls forLogins = new Tls(new AtomicReference<>(ofLogins), false, Optional.empty(), Set.of());
        return new Tls(usual.keys, false, Optional.of(forLogins), Set.of());
    }

    private static ClientAuthorities clients(Path authorities) throws IOException {
        try {
            X509Certificate[] chain = chain(authorities);
            if (chain.length == 0) throw new IOException(authorities + " holds no certificate");
            return new ClientAuthorities(chain);
        } catch (GeneralSecurityException e) {
            throw new IOException(authorities + " cannot be used: " + reason(e), e);
        }
    }

    /** The same as it is for clients that log in: those may be asked for a certificate, other servers never are. */
    public Tls forLogins() {
        return forLogins.orElse(this);
    }

    private static SslContextBuilder serving(Path certificate, Path key) throws IOException {
        for (Path file : List.of(certificate, key)) {
            if (!Files.isReadable(file)) throw new IOException(file + " is not there, or not ours to read");
        }
        try {
            Optional<PrivateKey> plain = PemKey.read(key);
            SslContextBuilder builder = plain.isPresent()
                    ? SslContextBuilder.forServer(plain.get(), chain(certificate))
                    : SslContextBuilder.forServer(certificate.toFile(), key.toFile());
            return quickly(builder);
        } catch (IllegalArgumentException | IOException e) {
            throw new IOException(certificate + " and " + key + " are no certificate with its key: " + reason(e), e);
        }
    }

    /**
     * Else a seventh of a process's start goes into guarding the key, on its way through memory, with ten thousand rounds
     * of PBKDF2, and into reading the authorities that would vouch for clients, who are never asked to prove who they are.
     */
    private static SslContextBuilder quickly(SslContextBuilder builder) throws IOException {
        try {
            KeyStore nobody = KeyStore.getInstance(KEY_STORE);
            nobody.load(null, null);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(nobody);
            return builder.keyStoreType(KEY_STORE)
                    .trustManager(trust)
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            ApplicationProtocolConfig.Protocol.ALPN,
                            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                            SPOKEN));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static String reason(Throwable e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return String.valueOf(cause.getMessage());
    }

    private static X509Certificate[] chain(Path certificate) throws IOException {
        try (InputStream file = Files.newInputStream(certificate)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(file).stream()
                    .map(X509Certificate.class::cast)
                    .toArray(X509Certificate[]::new);
        } catch (CertificateException e) {
            throw new IOException(certificate + " holds no certificate: " + e.getMessage(), e);
        }
    }

    /** For a client that takes any certificate: better than plain text, no proof of whom it speaks to (RFC 7435). */
    public static Tls opportunistic() throws IOException {
        return new Tls(built(SslContextBuilder.forClient().trustManager(InsecureTrustManagerFactory.INSTANCE)), false);
    }

    /** For a client that checks certificate and name against the system's authorities. */
    public static Tls verifying() throws IOException {
        return new Tls(built(SslContextBuilder.forClient()), true);
    }

    /**
     * The same against authorities of one's own.
     *
     * @param authorities a PEM file with their certificates
     * @throws IOException naming the file when it holds none
     */
    public static Tls verifying(Path authorities) throws IOException {
        try {
            return new Tls(built(SslContextBuilder.forClient().trustManager(chain(authorities))), true);
        } catch (IllegalArgumentException e) {
            throw new IOException(authorities + " holds no certificate", e);
        }
    }

    /**
     * From the next handshake on with the keys of another; connections that are there keep what they have agreed on. Where
     * clients could not log in by a certificate, they still cannot.
     */
    public void become(Tls other) {
        keys.set(other.keys.get());
        forLogins.ifPresent(own -> own.become(other.forLogins()));
    }

    /** Whether, as a client, it checks certificate and name. */
    public boolean isVerifying() {
        return verifying;
    }

    private static SslContext built(SslContextBuilder builder) throws SSLException {
        return builder.protocols(PROTOCOLS)
                .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                .build();
    }

    SslHandler handler(Channel channel, boolean afterGoAhead) {
        Keys now = keys.get();
        now.clients().ifPresent(authorities -> channel.attr(CLIENTS).set(authorities));
        SslHandler handler = afterGoAhead
                ? new SslHandler(now.context().newEngine(channel.alloc()), true)
                : now.context().newHandler(channel.alloc());
        return timed(handler);
    }

    /** What has to stand before the handler of a server. */
    Optional<AlpnGate> gate() {
        return spoken.isEmpty() ? Optional.empty() : Optional.of(new AlpnGate(spoken));
    }

    SslHandler clientHandler(Channel channel, Optional<String> serverName) {
        SslContext context = keys.get().context();
        SslHandler handler = serverName.isPresent()
                ? context.newHandler(channel.alloc(), serverName.get(), 0)
                : context.newHandler(channel.alloc());
        SSLParameters parameters = handler.engine().getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm(verifying ? "HTTPS" : "");
        handler.engine().setSSLParameters(parameters);
        return timed(handler);
    }

    private static SslHandler timed(SslHandler handler) {
        handler.setHandshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS);
        handler.setCloseNotifyFlushTimeout(1, TimeUnit.SECONDS);
        return handler;
    }
}
