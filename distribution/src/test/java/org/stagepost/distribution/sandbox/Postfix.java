package org.stagepost.distribution.sandbox;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import org.stagepost.distribution.Peers;

/** A Postfix of its own in a folder; root only. */
final class Postfix implements Neighbour {
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
        virtual unix - n n - - virtual
        tlsmgr unix - - n 1000? 1 tlsmgr
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
        mydestination =
        local_recipient_maps =
        alias_maps =
        inet_interfaces = loopback-only
        inet_protocols = ipv4
        smtp_host_lookup = native
        smtp_dns_support_level = disabled
        """;

    private static final String FRONT = """
        myhostname = front.mars.test
        virtual_mailbox_domains = %1$s
        virtual_transport = lmtp:inet:%2$s
        smtpd_relay_restrictions = reject_unauth_destination
        smtpd_recipient_restrictions = reject_unverified_recipient
        unverified_recipient_reject_code = 550
        address_verify_map =
        address_verify_poll_delay = 1s
        """;

    private static final String NEIGHBOUR = """
        myhostname = %1$s
        mynetworks = 127.0.0.0/8
        smtputf8_enable = yes
        virtual_mailbox_domains = %2$s
        virtual_mailbox_base = %3$s
        virtual_mailbox_maps = static:inbox/
        virtual_uid_maps = static:%4$s
        virtual_gid_maps = static:%4$s
        virtual_minimum_uid = 1
        transport_maps = inline:{ {%5$s = smtp:[%6$s]:%7$d} }
        smtp_tls_security_level = encrypt
        smtpd_tls_security_level = may
        smtpd_tls_chain_files = %8$s
        """;

    private final Process process;
    private final Path folder;

    private Postfix(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    /**
     * In the place of our mta: it takes mail for one domain and hands it on by LMTP.
     *
     * @param folder new, and below one that is made open to others here
     * @param listen where it takes mail
     * @param lmtp where it hands it on
     */
    static Postfix front(Path folder, InetSocketAddress listen, String domain, InetSocketAddress lmtp)
            throws IOException, InterruptedException {
        return start(folder, listen, FRONT.formatted(domain, Ports.text(lmtp)));
    }

    /** Another organisation's mail host. */
    static Postfix neighbour(Path folder, Setting setting) throws IOException, InterruptedException {
        Path mail = Files.createDirectories(folder.resolve("mail"));
        Files.setOwner(mail, postfix(mail));
        InetSocketAddress other = setting.otherAt();
        String main = NEIGHBOUR.formatted(
                setting.hostname(),
                setting.domain(),
                mail,
                Files.getAttribute(mail, "unix:uid"),
                setting.otherDomain(),
                other.getAddress().getHostAddress(),
                other.getPort(),
                setting.keyAndCertificate());
        return start(folder, setting.listen(), main);
    }

    private static UserPrincipal postfix(Path file) throws IOException {
        return file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postfix");
    }

    private static Postfix start(Path folder, InetSocketAddress listen, String main)
            throws IOException, InterruptedException {
        Path program = Peers.need("postfix", "/usr/sbin/postfix");
        Path config = Files.createDirectories(folder.resolve("config"));
        for (Path each :
                new Path[] {folder.getParent(), folder, config, Files.createDirectory(folder.resolve("queue"))})
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.setOwner(data, postfix(data));
        Files.writeString(config.resolve("master.cf"), MASTER.formatted(Ports.text(listen)));
        Files.writeString(config.resolve("main.cf"), MAIN.formatted(folder) + main);
        Process process = new ProcessBuilder(program.toString(), "-c", config.toString(), "start-fg")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
        Postfix postfix = new Postfix(process, folder);
        Neighbour.awaitGreeting(listen, process, postfix::said);
        return postfix;
    }

    @Override
    public Path inbox() {
        return folder.resolve("mail/inbox/new");
    }

    @Override
    public String said() {
        return Neighbour.text(folder.resolve("said")) + Neighbour.text(folder.resolve("log"));
    }

    @Override
    public void close() throws InterruptedException {
        Neighbour.end(process);
    }
}
