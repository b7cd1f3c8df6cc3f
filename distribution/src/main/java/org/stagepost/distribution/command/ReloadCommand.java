package org.stagepost.distribution.command;

import java.nio.file.Path;
import java.util.ArrayList;
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
        Set<Vitals.Identity> told = new HashSet<>();
        List<String> refusals = new ArrayList<>();
        for (Role role : Role.ALL.stream().sorted().toList()) {
            try {
                tell(control, role.toString(), told);
            } catch (RefusedException e) {
                refusals.add(role + ": " + e.getMessage());
            }
        }
        if (!refusals.isEmpty()) throw new RefusedException(String.join("\n", refusals));
        if (told.isEmpty())
            throw new RefusedException("no server runs with the data in " + data + ", so nothing is to be told");
        return 0;
    }

    /** One that cannot take it keeps none of the others from doing so. */
    private void tell(Control control, String role, Set<Vitals.Identity> told) throws RefusedException {
        Optional<Vitals> vitals = Vitals.of(control, role);
        if (vitals.isEmpty() || !told.add(vitals.get().process())) return;
        for (String line : control.ask(role, List.of("reload")).orElseThrow(ReloadCommand::gone))
            stagepost.terminal().out().println(line);
    }

    private static RefusedException gone() {
        return new RefusedException("the server has ended this very moment");
    }
}
