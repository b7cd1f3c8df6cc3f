package org.stagepost.imap.parse;

import java.io.IOException;
import java.util.Optional;
import org.stagepost.imap.command.Anytime;
import org.stagepost.imap.command.BeforeLogin;
import org.stagepost.imap.command.ImapCommand;
import org.stagepost.imap.command.LoggedIn;
import org.stagepost.imap.command.LoggedIn.Access;
import org.stagepost.imap.command.Selected;
import org.stagepost.imap.command.Selected.Numbering;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;

/** The grammar behind the tag: one arm a command (RFC 3501 section 9, {@code command}). */
final class CommandParser {
    private CommandParser() {}

    static ImapCommand command(CommandReader in) throws IOException, SyntaxException {
        String name = Ascii.upper(in.atom());
        ImapCommand command = command(name, in);
        if (command instanceof Anytime.Unknown) return command;
        in.end();
        return command;
    }

    private static ImapCommand command(String name, CommandReader in) throws IOException, SyntaxException {
        return switch (name) {
            case "CAPABILITY" -> new Anytime.Capability();
            case "NOOP" -> new Anytime.Noop();
            case "LOGOUT" -> new Anytime.Logout();
            case "ID" -> IdParser.id(in);
            case "STARTTLS" -> new BeforeLogin.StartTls();
            case "AUTHENTICATE" -> authenticate(in);
            case "LOGIN" -> new BeforeLogin.Login(argument(in), argument(in));
            case "SELECT" -> new LoggedIn.Select(argument(in), Access.READ_WRITE);
            case "EXAMINE" -> new LoggedIn.Select(argument(in), Access.READ_ONLY);
            case "CREATE" -> new LoggedIn.Create(argument(in));
            case "DELETE" -> new LoggedIn.Delete(argument(in));
            case "RENAME" -> new LoggedIn.Rename(argument(in), argument(in));
            case "SUBSCRIBE" -> new LoggedIn.Subscribe(argument(in));
            case "UNSUBSCRIBE" -> new LoggedIn.Unsubscribe(argument(in));
            case "LIST" -> ListParser.list(in);
            case "LSUB" -> ListParser.lsub(in);
            case "STATUS" -> new LoggedIn.Status(argument(in), ListParser.statusItems(in));
            case "APPEND" -> AppendParser.append(in);
            case "NAMESPACE" -> new LoggedIn.Namespace();
            case "IDLE" -> new LoggedIn.Idle();
            default -> selected(name, in);
        };
    }

    private static ImapCommand selected(String name, CommandReader in) throws IOException, SyntaxException {
        return switch (name) {
            case "CHECK" -> new Selected.Check();
            case "CLOSE" -> new Selected.Close();
            case "UNSELECT" -> new Selected.Unselect();
            case "EXPUNGE" -> new Selected.Expunge(Optional.empty());
            case "UID" -> uid(in);
            default -> numbered(name, Numbering.SEQUENCE, in);
        };
    }

    /** The commands behind UID (RFC 3501 6.4.8, RFC 4315 2.1, RFC 6851 3.2). */
    private static ImapCommand uid(CommandReader in) throws IOException, SyntaxException {
        in.space();
        String name = in.word();
        if (!name.equals("EXPUNGE")) return numbered(name, Numbering.UID, in);
        in.space();
        return new Selected.Expunge(Optional.of(SequenceParser.set(in)));
    }

    private static ImapCommand numbered(String name, Numbering numbering, CommandReader in)
            throws IOException, SyntaxException {
        return switch (name) {
            case "FETCH" -> FetchParser.fetch(numbering, in);
            case "STORE" -> StoreParser.store(numbering, in);
            case "SEARCH" -> SearchParser.search(numbering, in);
            case "COPY" -> new Selected.Copy(numbering, set(in), argument(in));
            case "MOVE" -> new Selected.Move(numbering, set(in), argument(in));
            default -> new Anytime.Unknown(name);
        };
    }

    private static BeforeLogin.Authenticate authenticate(CommandReader in) throws SyntaxException {
        in.space();
        String mechanism = Ascii.upper(in.atom());
        Optional<String> initial = in.take(' ') ? Optional.of(in.base64()) : Optional.empty();
        return new BeforeLogin.Authenticate(mechanism, initial);
    }

    private static String argument(CommandReader in) throws IOException, SyntaxException {
        in.space();
        return in.astring();
    }

    private static org.stagepost.imap.command.SequenceSet set(CommandReader in) throws SyntaxException {
        in.space();
        return SequenceParser.set(in);
    }
}
