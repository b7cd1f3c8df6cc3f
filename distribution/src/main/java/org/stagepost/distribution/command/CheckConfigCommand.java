package org.stagepost.distribution.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.stagepost.distribution.Configuration;
import org.stagepost.distribution.Role;
import org.stagepost.distribution.Warnings;
import org.stagepost.distribution.control.Control;
import org.stagepost.launch.Settings;
import org.stagepost.launch.SettingsException;
import picocli.CommandLine.Command;

/** Whether the settings can be used, and what in them is probably not meant. */
@Command(
        name = "check-config",
        description = "Reads the settings as a start would, and warns of what is probably not meant.",
        mixinStandardHelpOptions = true)
final class CheckConfigCommand implements Callable<Integer> {
    private final Stagepost stagepost;

    CheckConfigCommand(Stagepost stagepost) {
        this.stagepost = stagepost;
    }

    @Override
    public Integer call() throws Exception {
        Path file = stagepost.settingsFile();
        Configuration configuration = Configuration.from(Settings.read(file));
        try {
            configuration.check();
        } catch (IOException e) {
            throw new SettingsException(file + ": " + e.getMessage());
        }
        Control control = new Control(configuration.site().data());
        boolean running = Role.ALL.stream().anyMatch(role -> control.runs(role.toString()));
        List<String> warnings = Warnings.about(configuration, running);
        for (String warning : warnings) stagepost.terminal().out().println("warning: " + warning);
        stagepost.terminal().out().println(file + " can be used" + (warnings.isEmpty() ? "" : ", with care"));
        return 0;
    }
}
