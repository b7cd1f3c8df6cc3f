package org.stagepost.distribution.sandbox;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.stagepost.distribution.Peers;

/** An Exim of its own in a folder, with a certificate that it makes itself; root only. */
final class Exim implements Neighbour {
    private static final String PROGRAM = "/var/cache/stagepost-peers/exim4/usr/sbin/exim4";
    private static final String USER = "Debian-exim";

    private static final String CONFIG = """
        primary_hostname = %1$s
        exim_path = %2$s
        exim_user = %3$s
        exim_group = %3$s
        keep_environment =
        spool_directory = %4$s/spool
        log_file_path = %4$s/spool/%%slog
        pid_file_path = %4$s/spool/pid
        local_interfaces = <; %5$s
        daemon_smtp_ports = %6$d
        tls_advertise_hosts = *
        dsn_advertise_hosts = *
        smtputf8_advertise_hosts = *
        chunking_advertise_hosts = *
        deliver_drop_privilege = true
        acl_smtp_rcpt = take
        begin acl
        take:
          accept
        begin routers
        elsewhere:
          driver = manualroute
          domains = %8$s
          transport = wire
          route_list = * %9$s byname
          self = send
        here:
          driver = accept
          domains = %7$s
          transport = inbox
        begin transports
        wire:
          driver = smtp
          port = %10$d
          hosts_require_tls = *
          tls_verify_hosts = !*
          tls_try_verify_hosts = !*
        inbox:
          driver = appendfile
          directory = %4$s/spool/inbox
          maildir_format
          create_directory
        begin retry
        * * F,1h,1m
        """;

    private final Process process;
    private final Path folder;

    private Exim(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    /** Another organisation's mail host. */
    static Exim neighbour(Path folder, Setting setting) throws IOException, InterruptedException {
        Path program = Peers.need("exim", PROGRAM);
        Path spool = Files.createDirectories(folder.resolve("spool"));
        for (Path each : new Path[] {folder.getParent(), folder})
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setOwner(
                spool, spool.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER));
        InetSocketAddress listen = setting.listen();
        InetSocketAddress other = setting.otherAt();
        Path config = Files.writeString(
                folder.resolve("exim.conf"),
                CONFIG.formatted(
                        setting.hostname(),
                        program,
                        USER,
                        folder,
                        listen.getAddress().getHostAddress(),
                        listen.getPort(),
                        setting.domain(),
                        setting.otherDomain(),
                        other.getAddress().getHostAddress(),
                        other.getPort()));
        Process process = new ProcessBuilder(program.toString(), "-C", config.toString(), "-bdf")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
        Exim exim = new Exim(process, folder);
        Neighbour.awaitGreeting(listen, process, exim::said);
        return exim;
    }

    @Override
    public Path inbox() {
        return folder.resolve("spool/inbox/new");
    }

    @Override
    public String said() {
        return Neighbour.text(folder.resolve("said")) + Neighbour.text(folder.resolve("spool/mainlog"));
    }

    @Override
    public void close() throws InterruptedException {
        Neighbour.end(process);
    }
}
