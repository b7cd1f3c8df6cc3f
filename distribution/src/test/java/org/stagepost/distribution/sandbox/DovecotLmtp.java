package org.stagepost.distribution.sandbox;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.stagepost.distribution.Peers;

/** A Dovecot of its own in a folder, in the place of our mda: it takes mail by LMTP into Maildirs. */
final class DovecotLmtp implements AutoCloseable {
    private static final String SETTINGS = """
        protocols = lmtp
        instance_name = stagepost-test
        base_dir = %1$s/run
        state_dir = %1$s/state
        log_path = %1$s/log
        ssl = no
        first_valid_uid = 1
        first_valid_gid = 1
        mail_uid = mail
        mail_gid = mail
        mail_home = %1$s/mail/%%Ln
        mail_location = maildir:~/Maildir
        postmaster_address = postmaster@mars.test
        hostname = dovecot.mars.test
        passdb {
          driver = passwd-file
          args = username_format=%%Lu %1$s/users
        }
        userdb {
          driver = passwd-file
          args = username_format=%%Lu %1$s/users
        }
        service lmtp {
          inet_listener lmtp {
            address = %2$s
            port = %3$d
          }
        }
        """;

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Process process;
    private final Path folder;

    private DovecotLmtp(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    /**
     * Starts it, as root only.
     *
     * @param folder new, and below one that is made open to others here
     * @param users all that it knows, by address
     */
    static DovecotLmtp start(Path folder, InetSocketAddress listen, List<String> users)
            throws IOException, InterruptedException {
        Peers.need("dovecot-lmtpd", "/usr/lib/dovecot/lmtp");
        Path program = Peers.need("dovecot-core", "/usr/sbin/dovecot");
        Path mail = Files.createDirectories(folder.resolve("mail"));
        for (Path each : new Path[] {folder.getParent(), folder})
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setOwner(
                mail, mail.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("mail"));
        Files.write(
                folder.resolve("users"),
                users.stream().map(user -> user + "::::::").toList());
        String host = listen.getAddress().getHostAddress();
        Path settings =
                Files.writeString(folder.resolve("dovecot.conf"), SETTINGS.formatted(folder, host, listen.getPort()));
        Process process = new ProcessBuilder(program.toString(), "-F", "-c", settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
        DovecotLmtp dovecot = new DovecotLmtp(process, folder);
        dovecot.awaitGreeting(listen);
        return dovecot;
    }

    private void awaitGreeting(InetSocketAddress listen) throws IOException, InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try (Wire wire = new Wire(listen)) {
                wire.reply();
                return;
            } catch (IOException e) {
                if (System.nanoTime() > until || !process.isAlive())
                    throw new AssertionError("Dovecot does not answer:\n" + said(), e);
                Thread.sleep(100);
            }
        }
    }

    private String said() throws IOException {
        Path log = folder.resolve("log");
        return Files.readString(folder.resolve("said")) + (Files.exists(log) ? Files.readString(log) : "");
    }

    /** What lies new in somebody's inbox, each message as its octets are. */
    List<String> inbox(String name) throws IOException {
        Path arrived = folder.resolve("mail/" + name + "/Maildir/new");
        List<String> messages = new ArrayList<>();
        if (!Files.exists(arrived)) return messages;
        try (Stream<Path> files = Files.list(arrived)) {
            for (Path file : (Iterable<Path>) files.sorted()::iterator)
                messages.add(Files.readString(file, StandardCharsets.ISO_8859_1));
        }
        return messages;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) process.destroyForcibly();
    }
}
