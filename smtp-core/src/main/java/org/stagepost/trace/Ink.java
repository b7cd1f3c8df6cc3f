package org.stagepost.trace;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.Optional;

/** Colour where a person watches a terminal, none anywhere else or where {@code NO_COLOR} is set. */
public enum Ink {
    PLAIN,
    COLOUR;

    /** What a piece of text is, rather than how it looks. */
    public enum Hue {
        TITLE("1"),
        STAGE("36"),
        GOOD("32"),
        LATER("33"),
        BAD("31"),
        ASIDE("2");

        private final String code;

        Hue(String code) {
            this.code = code;
        }
    }

    /** What a person at a terminal wants to see. */
    public static Ink wanted(Map<String, String> environment) {
        boolean colour = environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "dumb").equals("dumb");
        return colour ? COLOUR : PLAIN;
    }

    /** The terminal this process writes to and reads from, if it is one on both sides. */
    @SuppressWarnings("SystemConsoleNull")
    public static Optional<Console> console() {
        return Optional.ofNullable(System.console()).filter(Ink::isTerminal);
    }

    public String paint(Hue hue, String text) {
        return this == PLAIN || text.isEmpty() ? text : "\u001b[" + hue.code + "m" + text + "\u001b[0m";
    }

    /** A reply or result: 2xx is good, 4xx may come right, 5xx is bad; words stay as they are. */
    public String paintReply(String text) {
        return switch (text.isEmpty() ? ' ' : text.charAt(0)) {
            case '2' -> paint(Hue.GOOD, text);
            case '4' -> paint(Hue.LATER, text);
            case '5' -> paint(Hue.BAD, text);
            default -> text;
        };
    }

    /** Up to 21 there is no console without a terminal; from 22 on there may be one all the same, and it knows. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }
}
