package org.stagepost.distribution.sandbox;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.stagepost.distribution.Peers;

/** A Postfix of its own in a folder, in the place of our mta: it takes mail for one domain and hands it on by LMTP. */
final class Postfix implements AutoCloseable {
    private static final String MASTER = """
        %s inet n - n - - smtpd
        pickup unix n - n 60 1 pickup
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        verify unix - - n - 1 verify
        flush unix n - n 1000 0 flush
        proxymap unix - - n - - proxymap
        error unix - - n - - error
        retry unix - - n - - error
        smtp unix - - n - - smtp
        lmtp unix - - n - - lmtp
        anvil unix - - n - 1 anvil
        scache unix - - n - 1 scache
        postlog unix-dgram n - n - 1 postlogd
        """;

    private static final String MAIN = """
        compatibility_level = 3.6
        queue_directory = %1$s/queue
        data_directory = %1$s/data
        command_directory = /usr/sbin
        daemon_directory = /usr/lib/postfix/sbin
        maillog_file = %1$s/log
        maillog_file_prefixes = %1$s
        myhostname = front.mars.test
        mydestination =
        local_recipient_maps =
        alias_maps =
        inet_interfaces = loopback-only
        inet_protocols = ipv4
        smtp_host_lookup = native
        smtp_dns_support_level = disabled
        virtual_mailbox_domains = %2$s
        virtual_transport = lmtp:inet:%3$s
        smtpd_relay_restrictions = reject_unauth_destination
        smtpd_recipient_restrictions = reject_unverified_recipient
        unverified_recipient_reject_code = 550
        address_verify_map =
        address_verify_poll_delay = 1s
        """;

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Process process;
    private final Path folder;

    private Postfix(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    /**
     * Starts it, as root only.
     *
     * @param folder new, and below one that is made open to others here
     * @param listen where it takes mail
     * @param lmtp where it hands it on
     */
    static Postfix start(Path folder, InetSocketAddress listen, String domain, InetSocketAddress lmtp)
            throws IOException, InterruptedException {
        Path program = Peers.need("postfix", "/usr/sbin/postfix");
        Path config = Files.createDirectories(folder.resolve("config"));
        for (Path each :
                new Path[] {folder.getParent(), folder, config, Files.createDirectory(folder.resolve("queue"))})
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.setOwner(
                data, data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postfix"));
        Files.writeString(config.resolve("master.cf"), MASTER.formatted(Ports.text(listen)));
        Files.writeString(config.resolve("main.cf"), MAIN.formatted(folder, domain, Ports.text(lmtp)));
        Process process = new ProcessBuilder(program.toString(), "-c", config.toString(), "start-fg")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
        Postfix postfix = new Postfix(process, folder);
        postfix.awaitGreeting(listen);
        return postfix;
    }

    private void awaitGreeting(InetSocketAddress listen) throws IOException, InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try (Wire wire = new Wire(listen)) {
                wire.reply();
                return;
            } catch (IOException e) {
                if (System.nanoTime() > until || !process.isAlive())
                    throw new AssertionError("Postfix does not answer:\n" + said(), e);
                Thread.sleep(100);
            }
        }
    }

    private String said() throws IOException {
        Path log = folder.resolve("log");
        return Files.readString(folder.resolve("said")) + (Files.exists(log) ? Files.readString(log) : "");
    }

    @Override
    public void close() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) process.destroyForcibly();
    }
}
