package org.stagepost.imap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.stagepost.disk.RealDisk;
import org.stagepost.mail.Address;
import org.stagepost.mail.Domain;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mailstore.MailStore;
import org.stagepost.mailstore.TextIndex;
import org.stagepost.net.Conditions;
import org.stagepost.net.Endpoint;
import org.stagepost.net.Limits;
import org.stagepost.net.Network;
import org.stagepost.net.SelfSigned;
import org.stagepost.net.Tls;
import org.stagepost.sasl.Authenticator;
import org.stagepost.sasl.Identity;
import org.stagepost.sasl.Mechanisms;
import org.stagepost.sasl.Mechanisms.InClear;
import org.stagepost.sasl.Mechanisms.Plus;
import org.stagepost.sasl.Scram;
import org.stagepost.sasl.Step;

/** The IMAP server on ports of its own, with one account: {@code ann@example.org}, password {@code pass}. */
public final class TestServer implements AutoCloseable {
    public static final Address ANN = address("ann@example.org");
    public static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");

    private final Network network = new Network();
    private final OnePassword accounts = new OnePassword();
    private final ImapServer server;

    public TestServer(MailStore store, Path folder, InClear inClear) throws IOException {
        this(store, folder, inClear, Duration.ofSeconds(20));
    }

    /** @param loginWithin how long a stranger may be silent */
    public TestServer(MailStore store, Path folder, InClear inClear, Duration loginWithin) throws IOException {
        this(store, folder, inClear, new Limits(1_000, 1_000, loginWithin));
    }

    public TestServer(MailStore store, Path folder, InClear inClear, Limits limits) throws IOException {
        Path certificate = folder.resolve("certificate.pem");
        Path key = folder.resolve("key.pem");
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        try (RealDisk disk = new RealDisk()) {
            if (!Files.exists(key))
                new SelfSigned(disk, certificate, key).write(List.of("localhost"), Clock.systemUTC());
        }
        Mechanisms mechanisms = new Mechanisms(accounts, inClear, Plus.AUTO);
        server = new ImapServer(
                network,
                config(folder, limits),
                store,
                TextIndex.NONE,
                mechanisms,
                Tls.server(certificate, key),
                clock);
        server.start();
    }

    /** Gives ann another password; then the sessions are asked at once whether their logins still stand. */
    public void changePassword(String password) {
        accounts.password = password;
        Conditions.ask(network);
    }

    private static ImapConfig config(Path folder, Limits limits) {
        Endpoint any = new Endpoint.Tcp("127.0.0.1", 0);
        try {
            return new ImapConfig(
                    Domain.of("mail.example.org"),
                    List.of(any),
                    List.of(any),
                    limits,
                    5,
                    Duration.ofSeconds(20),
                    '/',
                    400_000,
                    1 << 20,
                    folder.resolve("spill"));
        } catch (SyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** Sessions that ended by a fault of ours. */
    public int faults() {
        return network.faults();
    }

    private static Address address(String text) {
        try {
            return Address.parse(text);
        } catch (SyntaxException e) {
            throw new AssertionError(e);
        }
    }

    public InetSocketAddress address() {
        return address(0);
    }

    public InetSocketAddress tlsAddress() {
        return address(1);
    }

    private InetSocketAddress address(int listener) {
        Endpoint.Tcp endpoint = (Endpoint.Tcp) server.endpoints().get(listener);
        return new InetSocketAddress("127.0.0.1", endpoint.port());
    }

    @Override
    public void close() throws IOException, InterruptedException {
        server.stop();
        network.close();
    }

    /** Knows one password, and nothing to slow guessers down. */
    private static final class OnePassword implements Authenticator {
        private volatile String password = "pass";

        @Override
        public Step password(String name, byte[] password, InetAddress client) {
            boolean right =
                    name.equals(ANN.toString()) && new String(password, StandardCharsets.UTF_8).equals(this.password);
            return right ? new Step.Proved(new Identity(name)) : new Step.Refused(Step.Refusal.INVALID_CREDENTIALS);
        }

        @Override
        public Optional<List<ScramKeys>> scram(Scram scram, String name, InetAddress client) {
            return Optional.empty();
        }

        @Override
        public BooleanSupplier standing(Identity identity) {
            String proved = password;
            return () -> password.equals(proved);
        }

        @Override
        public void proved(Identity identity, InetAddress client) {}

        @Override
        public void failed(String name, InetAddress client) {}
    }
}
