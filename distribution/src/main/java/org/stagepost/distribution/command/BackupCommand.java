package org.stagepost.distribution.command;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.stagepost.disk.RealDisk;
import org.stagepost.distribution.Configuration;
import org.stagepost.distribution.Superuser;
import org.stagepost.distribution.backup.Backup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A copy of the whole site. */
@Command(
        name = "backup",
        description = {
            "Copies mail, directory, keys, queue, settings and the files that they name to a",
            "folder, while the server runs. Done again, it copies what is new and removes",
            "what is gone: keep older states with whatever you keep other backups with."
        },
        mixinStandardHelpOptions = true)
final class BackupCommand implements Callable<Integer> {
    private final Stagepost stagepost;

    @Parameters(paramLabel = "FOLDER")
    private Path folder = Path.of("");

    BackupCommand(Stagepost stagepost) {
        this.stagepost = stagepost;
    }

    @Override
    public Integer call() throws Exception {
        Configuration configuration = stagepost.configuration();
        Superuser.demandOwnFolder(configuration.site().data());
        try (RealDisk disk = new RealDisk()) {
            long copied = new Backup(configuration, disk, Clock.systemUTC()).into(folder.toAbsolutePath());
            stagepost.terminal().out().println(copied + " files were copied to " + folder);
            return 0;
        }
    }
}
