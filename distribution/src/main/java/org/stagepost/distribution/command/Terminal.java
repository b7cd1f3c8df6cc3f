package org.stagepost.distribution.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.stagepost.distribution.control.RefusedException;
import org.stagepost.trace.Ink;

/**
 * What a command reads from and writes to.
 *
 * @param prompt asks a person; empty where there is no terminal
 */
public record Terminal(
        InputStream in, PrintStream out, PrintStream err, Map<String, String> environment, Optional<Prompt> prompt) {
    private static final int MAX_PASSWORD = 1_024;

    /** Asks for a secret without showing it; no characters when the person gave up. */
    public interface Prompt {
        char[] secret(String question);
    }

    /** The one this process was started in, speaking UTF-8. */
    public static Terminal ofProcess() {
        return new Terminal(
                System.in,
                new PrintStream(System.out, true, StandardCharsets.UTF_8),
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                System.getenv(),
                Ink.console().map(console -> question -> {
                    char[] typed = console.readPassword("%s: ", question);
                    return typed == null ? new char[0] : typed;
                }));
    }

    Ink ink() {
        return prompt.isPresent() ? Ink.wanted(environment) : Ink.PLAIN;
    }

    /**
     * A new password: the first line of a file or of standard input ({@code -}), else asked for twice. Never an argument,
     * which everybody on the machine could read.
     */
    String newPassword(Optional<Path> file) throws RefusedException {
        if (file.isPresent()) return firstLine(file.get());
        Prompt person = prompt.orElseThrow(() -> new RefusedException(
                "no terminal to ask for the password at; give --password-file FILE, or - for standard input"));
        char[] password = person.secret("Password");
        if (!Arrays.equals(password, person.secret("The same again")))
            throw new RefusedException("the two passwords differ");
        return checked(new String(password));
    }

    private String firstLine(Path file) throws RefusedException {
        try (InputStream source = file.toString().equals("-") ? in : Files.newInputStream(file)) {
            String text = new String(source.readNBytes(4 * MAX_PASSWORD), StandardCharsets.UTF_8);
            return checked(text.lines().findFirst().orElse(""));
        } catch (NoSuchFileException e) {
            throw new RefusedException("the password cannot be read: there is no file " + file, e);
        } catch (IOException e) {
            throw new RefusedException("the password cannot be read: " + e.getMessage(), e);
        }
    }

    private static String checked(String password) throws RefusedException {
        if (password.isEmpty()) throw new RefusedException("no password was given");
        if (password.length() > MAX_PASSWORD) throw new RefusedException("the password is too long");
        return password;
    }
}
