package org.stagepost.pop3;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stagepost.directory.AccountMail;
import org.stagepost.directory.DirectoryConfig;
import org.stagepost.directory.HashCost;
import org.stagepost.directory.JdbcDirectory;
import org.stagepost.directory.LastUses;
import org.stagepost.directory.PasswordAuthenticator;
import org.stagepost.directory.SnapshotDirectory;
import org.stagepost.directory.SnapshotFile;
import org.stagepost.directory.Vault;
import org.stagepost.disk.RealDisk;
import org.stagepost.mail.Address;
import org.stagepost.mail.Domain;
import org.stagepost.net.Conditions;
import org.stagepost.net.Endpoint;
import org.stagepost.net.Limits;
import org.stagepost.net.Network;
import org.stagepost.net.SelfSigned;
import org.stagepost.net.Tls;
import org.stagepost.sasl.Mechanisms;
import org.stagepost.sasl.Mechanisms.InClear;
import org.stagepost.sasl.Mechanisms.Plus;

/** A whole POP3 server on loopback: {@code ann@example.org} and {@code bob@example.org}, both with password {@code pencil}. */
final class TestServer implements AutoCloseable {
    static final Address ANN = address("ann@example.org");
    static final String MESSAGE_1 =
            "From: bob@example.org\r\nSubject: one\r\n\r\nfirst line\r\n.hidden dot\r\n..\r\n.\r\nlast line\r\n";
    static final String MESSAGE_2 = "Subject: two\r\n\r\nno line end at the end";
    static final String MESSAGE_3 = "Subject: three\r\n\r\n";

    private final Network network = new Network();
    private final Site site;
    private final MemoryStore store = new MemoryStore();
    private final Pop3Server plain;
    private final Pop3Server strict;

    /** What takes a while to make and serves many servers: accounts and a certificate. */
    record Site(Path folder, RealDisk disk, SnapshotDirectory directory, PasswordAuthenticator authenticator, Tls tls)
            implements AutoCloseable {
        static Site in(Path folder) throws Exception {
            RealDisk disk = new RealDisk();
            SnapshotDirectory directory = new SnapshotDirectory(new SnapshotFile(disk, directoryConfig(folder)));
            Path certificate = folder.resolve("cert.pem");
            Path key = folder.resolve("key.pem");
            new SelfSigned(disk, certificate, key).write(List.of("localhost"), Clock.systemUTC());
            PasswordAuthenticator authenticator = new PasswordAuthenticator(
                    directory, directoryConfig(folder), uses(disk, folder), vault(disk, folder));
            Site site = new Site(folder, disk, directory, authenticator, Tls.server(certificate, key));
            site.order(writer -> {
                writer.addDomain(new Domain("example.org"));
                for (String name : List.of("ann", "bob", "locked", "gone", "zoe"))
                    writer.addAccount(address(name + "@example.org"), "pencil");
            });
            return site;
        }

        private static LastUses uses(RealDisk disk, Path folder) {
            return new LastUses(disk, directoryConfig(folder), Clock.systemUTC());
        }

        private static Vault vault(RealDisk disk, Path folder) {
            return new Vault(disk, directoryConfig(folder));
        }

        private void order(Order order) throws Exception {
            try (JdbcDirectory writer = new JdbcDirectory(
                    directoryConfig(folder),
                    directory,
                    AccountMail.NONE,
                    uses(disk, folder),
                    vault(disk, folder),
                    Clock.systemUTC())) {
                writer.start();
                order.to(writer);
            }
        }

        @Override
        public void close() {
            disk.close();
        }
    }

    /** What an operator does with the directory. */
    interface Order {
        void to(JdbcDirectory directory) throws Exception;
    }

    /** Obeys an order; then the sessions are asked at once whether their logins still stand. */
    void obey(Order order) throws Exception {
        site.order(order);
        Conditions.ask(network);
    }

    /** @param idle how long a reader may be silent */
    TestServer(Site site, Duration idle) throws IOException {
        this(site, idle, 200);
    }

    /** @param connections at once */
    TestServer(Site site, Duration idle, int connections) throws IOException {
        this.site = site;
        Maildrops maildrops = new Maildrops(site.directory(), store);
        Pop3Config config = new Pop3Config(
                List.of(new Endpoint.Tcp("127.0.0.1", 0)),
                List.of(new Endpoint.Tcp("127.0.0.1", 0)),
                new Limits(connections, 100, Duration.ofSeconds(20)),
                idle);
        plain = server(
                config, site.tls(), new Mechanisms(site.authenticator(), InClear.ON_LOOPBACK, Plus.AUTO), maildrops);
        strict =
                server(config, site.tls(), new Mechanisms(site.authenticator(), InClear.NOWHERE, Plus.AUTO), maildrops);
        fill();
    }

    private Pop3Server server(Pop3Config config, Tls tls, Mechanisms mechanisms, Maildrops maildrops)
            throws IOException {
        Pop3Server server = new Pop3Server(config, network, new Pop3Session.Means(mechanisms, maildrops, tls, config));
        server.start();
        return server;
    }

    private static DirectoryConfig directoryConfig(Path folder) {
        return new DirectoryConfig(
                folder, new HashCost(64, 1), Duration.ZERO, 0, InClear.NOWHERE, Plus.AUTO, Set.of(), Optional.empty());
    }

    private void fill() {
        inbox("ann").add(MESSAGE_1, MESSAGE_2, MESSAGE_3);
        inbox("locked").locked = true;
        inbox("gone").add(MESSAGE_1);
        inbox("gone").addBroken();
    }

    /** Sessions that ended by a fault of ours. */
    int faults() {
        return network.faults();
    }

    MemoryStore.Inbox inbox(String localPart) {
        return store.inbox(address(localPart + "@example.org"));
    }

    /** Takes passwords in clear. */
    InetSocketAddress address() {
        return address(plain, 0);
    }

    /** Wants TLS first. */
    InetSocketAddress strictAddress() {
        return address(strict, 0);
    }

    /** Speaks TLS from the first octet. */
    InetSocketAddress tlsAddress() {
        return address(strict, 1);
    }

    private static InetSocketAddress address(Pop3Server server, int index) {
        return new InetSocketAddress(
                "127.0.0.1", ((Endpoint.Tcp) server.endpoints().get(index)).port());
    }

    static Address address(String text) {
        try {
            return Address.parse(text);
        } catch (org.stagepost.mail.SyntaxException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** Stops what takes passwords in clear. */
    void stop() throws Exception {
        plain.stop();
    }

    @Override
    public void close() throws Exception {
        plain.stop();
        strict.stop();
        network.close();
    }
}
