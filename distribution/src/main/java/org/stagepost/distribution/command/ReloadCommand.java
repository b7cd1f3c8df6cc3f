package org.stagepost.distribution.command;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.stagepost.distribution.Role;
import org.stagepost.distribution.control.Control;
import org.stagepost.distribution.control.RefusedException;
import org.stagepost.distribution.status.Vitals;
import picocli.CommandLine.Command;

/** Other settings, and a renewed certificate, without losing a connection. */
@Command(
        name = "reload",
        description = {
            "Lets the running processes read settings and certificates again; connections go on.",
            "Says what is in force and what needs a restart. A file that cannot be used changes nothing."
        },
        mixinStandardHelpOptions = true)
final class ReloadCommand implements Callable<Integer> {
    private final Stagepost stagepost;

    ReloadCommand(Stagepost stagepost) {
        this.stagepost = stagepost;
    }

    @Override
    public Integer call() throws Exception {
        Path data = stagepost.configuration().site().data();
        Control control = new Control(data);
        Set<Long> told = new HashSet<>();
        for (Role role : Role.ALL.stream().sorted().toList()) {
            Optional<Vitals> process = Vitals.of(control, role.toString());
            if (process.isEmpty() || !told.add(process.get().pid())) continue;
            for (String line : control.ask(role.toString(), List.of("reload")).orElseThrow(ReloadCommand::gone))
                stagepost.terminal().out().println(line);
        }
        if (told.isEmpty())
            throw new RefusedException("no server runs with the data in " + data + ", so nothing is to be told");
        return 0;
    }

    private static RefusedException gone() {
        return new RefusedException("the server has ended this very moment");
    }
}
