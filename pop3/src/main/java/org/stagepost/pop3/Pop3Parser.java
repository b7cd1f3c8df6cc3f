package org.stagepost.pop3;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;
import org.stagepost.pop3.Pop3Command.Auth;
import org.stagepost.pop3.Pop3Command.Capa;
import org.stagepost.pop3.Pop3Command.Dele;
import org.stagepost.pop3.Pop3Command.List;
import org.stagepost.pop3.Pop3Command.Noop;
import org.stagepost.pop3.Pop3Command.Pass;
import org.stagepost.pop3.Pop3Command.Quit;
import org.stagepost.pop3.Pop3Command.Retr;
import org.stagepost.pop3.Pop3Command.Rset;
import org.stagepost.pop3.Pop3Command.Stat;
import org.stagepost.pop3.Pop3Command.Stls;
import org.stagepost.pop3.Pop3Command.Top;
import org.stagepost.pop3.Pop3Command.Uidl;
import org.stagepost.pop3.Pop3Command.Unknown;
import org.stagepost.pop3.Pop3Command.User;
import org.stagepost.sasl.Precis;

/** From a line to a command: a keyword in any case, and arguments behind single spaces (RFC 1939 section 3). */
final class Pop3Parser {
    private Pop3Parser() {}

    /**
     * @param line one character an octet
     * @throws SyntaxException for a known keyword with wrong arguments
     */
    static Pop3Command parse(String line) throws SyntaxException {
        int space = line.indexOf(' ');
        String keyword = Ascii.upper(space < 0 ? line : line.substring(0, space));
        Optional<String> arguments = space < 0 ? Optional.empty() : Optional.of(line.substring(space + 1));
        return switch (keyword) {
            case "USER" -> new User(Precis.utf8(octets(some(arguments))));
            case "PASS" -> new Pass(octets(some(arguments)));
            case "AUTH" -> auth(some(arguments));
            case "STLS" -> none(new Stls(), arguments);
            case "STAT" -> none(new Stat(), arguments);
            case "LIST" -> new List(optionalMessage(arguments));
            case "RETR" -> new Retr(message(some(arguments)));
            case "DELE" -> new Dele(message(some(arguments)));
            case "NOOP" -> none(new Noop(), arguments);
            case "RSET" -> none(new Rset(), arguments);
            case "TOP" -> top(some(arguments));
            case "UIDL" -> new Uidl(optionalMessage(arguments));
            case "CAPA" -> none(new Capa(), arguments);
            case "QUIT" -> none(new Quit(), arguments);
            default -> new Unknown("not a command that is known here");
        };
    }

    private static Auth auth(String arguments) throws SyntaxException {
        int space = arguments.indexOf(' ');
        if (space < 0) return new Auth(Ascii.upper(arguments), Optional.empty());
        String initial = arguments.substring(space + 1);
        if (initial.isEmpty() || initial.indexOf(' ') >= 0) throw new SyntaxException("not an initial response");
        return new Auth(Ascii.upper(arguments.substring(0, space)), Optional.of(initial));
    }

    private static Top top(String arguments) throws SyntaxException {
        int space = arguments.indexOf(' ');
        if (space < 0) throw new SyntaxException("TOP wants a message and a number of lines");
        long lines = Ascii.number(arguments.substring(space + 1), Long.MAX_VALUE);
        return new Top(message(arguments.substring(0, space)), lines);
    }

    private static Optional<Integer> optionalMessage(Optional<String> arguments) throws SyntaxException {
        return arguments.isEmpty() ? Optional.empty() : Optional.of(message(arguments.get()));
    }

    private static int message(String number) throws SyntaxException {
        return (int) Ascii.number(number, Integer.MAX_VALUE);
    }

    private static String some(Optional<String> arguments) throws SyntaxException {
        return arguments
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> new SyntaxException("an argument is missing"));
    }

    private static <T extends Pop3Command> T none(T command, Optional<String> arguments) throws SyntaxException {
        if (arguments.isPresent()) throw new SyntaxException("there is no argument to this command");
        return command;
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
