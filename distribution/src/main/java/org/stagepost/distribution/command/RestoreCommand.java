package org.stagepost.distribution.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.stagepost.disk.RealDisk;
import org.stagepost.distribution.Configuration;
import org.stagepost.distribution.Role;
import org.stagepost.distribution.backup.Restore;
import org.stagepost.distribution.control.Control;
import org.stagepost.distribution.control.QueueWords;
import org.stagepost.distribution.control.RefusedException;
import org.stagepost.mail.Address;
import org.stagepost.mailstore.maildir.MaildirStore;
import org.stagepost.mta.queue.Selection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A whole site, or some mail, out of a backup. */
@Command(
        name = "restore",
        description = {
            "Makes the site again from a backup, where there is no data yet and no server",
            "runs: put the settings file in its place first (the backup has it below",
            "settings/). Clients synchronise nothing anew. Mail that was in the queue is held",
            "until it is released: it may have been sent since.",
            "With --account, puts back what is missing of somebody's mail, also while the",
            "server runs."
        },
        mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {
    private final Stagepost stagepost;

    @Parameters(paramLabel = "FOLDER")
    private Path folder = Path.of("");

    @Option(names = "--account", paramLabel = "ADDRESS", description = "Only this account's mail.")
    private String account = "";

    @Option(names = "--mailbox", paramLabel = "NAME", description = "Of it, only this mailbox.")
    private String mailbox = "";

    RestoreCommand(Stagepost stagepost) {
        this.stagepost = stagepost;
    }

    @Override
    public Integer call() throws Exception {
        Path backup = folder.toAbsolutePath().normalize();
        Configuration configuration = stagepost.configuration();
        print("the backup of " + Restore.mark(backup));
        if (!account.isEmpty()) return mail(backup, configuration);
        Control control = new Control(configuration.site().data());
        for (Role role : Role.ALL) {
            if (control.runs(role.toString()))
                throw new RefusedException("a server runs; a site is restored without one");
        }
        try (RealDisk disk = new RealDisk()) {
            print(new Restore(configuration, disk).from(backup) + " files were restored");
        } catch (IOException e) {
            throw new RefusedException(String.valueOf(e.getMessage()), e);
        }
        QueueWords hold = new QueueWords(
                "hold", new Selection(List.of(), "", ""), "restore", "it was in the queue of a backup", "", false);
        return stagepost.order(hold.words().toArray(String[]::new));
    }

    private int mail(Path backup, Configuration configuration) throws Exception {
        Path there = MaildirStore.folder(configuration.mailstore(), Address.parse(account));
        Path copy = Restore.mail(backup, configuration.mailstore().root().relativize(there));
        return stagepost.order("mailbox", "restore", account, copy.toString(), mailbox);
    }

    private void print(String line) {
        stagepost.terminal().out().println(line);
    }
}
