package org.stagepost.distribution.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.stagepost.distribution.Peers;
import org.stagepost.distribution.Superuser;

/** Dovecot's IMAP process over a Maildir, logged in from the start and spoken with by pipes: no daemon, no port. */
final class Dovecot implements AutoCloseable {
    private final Process process;
    private final ImapDialogue dialogue;

    private Dovecot(Process process) throws IOException {
        this.process = process;
        this.dialogue = new ImapDialogue(process.getInputStream(), process.getOutputStream());
    }

    /** @param folder holds {@code Maildir}, and is Dovecot's from now on */
    static Dovecot over(Path folder) throws IOException {
        Path program = Peers.need("dovecot", "/usr/lib/dovecot/imap");
        Path settings = Files.writeString(folder.resolve("dovecot.conf"), settings(folder));
        if (Superuser.isRunning()) giveAway(folder);
        ProcessBuilder builder = new ProcessBuilder(program.toString(), "-c", settings.toString())
                .redirectError(folder.resolve("errors").toFile());
        builder.environment().put("USER", "ann");
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("TZ", "UTC");
        return new Dovecot(builder.start());
    }

    private static String settings(Path folder) throws IOException {
        boolean root = Superuser.isRunning();
        Object user = root ? "mail" : Files.getAttribute(folder, "unix:uid");
        Object group = root ? "mail" : Files.getAttribute(folder, "unix:gid");
        return """
            base_dir = %1$s/run
            log_path = %1$s/log
            mail_location = maildir:%1$s/Maildir
            mail_uid = %2$s
            mail_gid = %3$s
            first_valid_uid = 1
            first_valid_gid = 1
            stats_writer_socket_path =
            ssl = no
            """.formatted(folder, user, group);
    }

    /** Dovecot reads nobody's mail as root: it has a user of its own, who may come here. */
    private static void giveAway(Path folder) throws IOException {
        for (Path above = folder.getParent();
                !above.equals(Path.of("/tmp").toAbsolutePath()) && above.getParent() != null;
                above = above.getParent())
            Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("rwxr-xr-x"));
        var users = folder.getFileSystem().getUserPrincipalLookupService();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files::iterator)
                Files.setOwner(file, users.lookupPrincipalByName("mail"));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    ImapDialogue dialogue() {
        return dialogue;
    }

    @Override
    public void close() throws IOException {
        dialogue.close();
        process.destroy();
    }
}
