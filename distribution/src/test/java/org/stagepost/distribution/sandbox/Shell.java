package org.stagepost.distribution.sandbox;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stagepost.distribution.command.Stagepost;
import org.stagepost.distribution.command.Terminal;

/** Somebody who types {@code stagepost} commands about a site. */
record Shell(Path settings) {
    /** How a command ended, and what it printed. */
    record Answer(int exit, String text) {}

    /** Runs one command, with what it may read from standard input; returns what it printed. */
    String run(String input, String... words) {
        Answer answer = ask(input, words);
        if (answer.exit() != 0)
            throw new AssertionError(String.join(" ", words) + " ended with " + answer.exit() + ":\n" + answer.text());
        return answer.text();
    }

    /** The same, however it ends. */
    Answer ask(String input, String... words) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(printed, true, StandardCharsets.UTF_8);
        ByteArrayInputStream typed = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        Terminal terminal = new Terminal(typed, stream, stream, Map.of(), Optional.empty());
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of("--config", settings.toString()));
        int exit = Stagepost.run(terminal, arguments.toArray(String[]::new));
        return new Answer(exit, printed.toString(StandardCharsets.UTF_8));
    }

    /** Gives the people of an organisation, whose domain the settings name, their accounts. */
    void welcome(Organisation organisation) {
        for (Person person : organisation.people())
            run(person.password() + "\n", "account", "add", person.address(), "--password-file", "-");
    }
}
