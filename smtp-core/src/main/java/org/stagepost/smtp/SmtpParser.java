package org.stagepost.smtp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.stagepost.mail.Address;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.Domain;
import org.stagepost.mail.MailOptions;
import org.stagepost.mail.ReversePath;
import org.stagepost.mail.SyntaxException;
import org.stagepost.net.OtherProtocol;
import org.stagepost.smtp.SmtpCommand.Etrn.Scope;

/**
 * Reads command lines, from left to right (RFC 5321 4.1.1 to 4.1.3). Two things are borne that the grammar does not have,
 * because so many send them: spaces at the end of a line (4.1.1), and spaces behind {@code FROM:} and {@code TO:}.
 */
public final class SmtpParser {
    private static final String VERB_STOPS = " \t:;,.<>@=/?";
    private static final int MAX_NAME = 255;

    /** 512 octets, and room for the parameters of every extension (RFC 5321 4.5.3.1.4). */
    private static final int MAX_LINE = 2_048;

    /** RFC 4954 section 4. */
    private static final int MAX_AUTH_LINE = 12_288;

    private final Set<Extension> offered;
    private final Supplier<Domain> postmasterAt;

    /**
     * @param offered the extensions whose parameters are known
     * @param postmasterAt whose it is when somebody writes to {@code <postmaster>} (RFC 5321 4.5.1)
     */
    public SmtpParser(Set<Extension> offered, Supplier<Domain> postmasterAt) {
        this.offered = offered;
        this.postmasterAt = postmasterAt;
    }

    /** The command on a line without its CR LF, one character an octet. */
    public SmtpCommand parse(String line) {
        if (OtherProtocol.begins(line)) return new SmtpCommand.Foreign();
        try {
            return command(new Cursor(decoded(withoutTrailingSpace(line))), line.length());
        } catch (Refusal refusal) {
            return new SmtpCommand.Malformed(refusal.reply());
        }
    }

    private SmtpCommand command(Cursor in, int length) throws Refusal {
        String verb = Ascii.upper(in.until(VERB_STOPS));
        if (verb.equals("BDAT")) return bdat(in);
        if (length > MAX_LINE) checkLong(verb, length);
        if (!in.atEnd() && !in.sees(' ')) return new SmtpCommand.Unknown();
        return switch (verb) {
            case "MAIL" -> mail(in);
            case "RCPT" -> rcpt(in);
            case "DATA" -> bare(in, new SmtpCommand.Data());
            case "EHLO" -> new SmtpCommand.Ehlo(name(in));
            case "HELO" -> new SmtpCommand.Helo(name(in));
            case "LHLO" -> new SmtpCommand.Lhlo(name(in));
            case "RSET" -> bare(in, new SmtpCommand.Rset());
            case "NOOP" -> new SmtpCommand.Noop();
            case "HELP" -> new SmtpCommand.Help();
            case "VRFY" -> inquiry(in, "VRFY", SmtpCommand.Vrfy::new);
            case "EXPN" -> inquiry(in, "EXPN", SmtpCommand.Expn::new);
            case "XCLIENT" -> xclient(in);
            case "QUIT" -> bare(in, new SmtpCommand.Quit());
            case "STARTTLS" -> bare(in, new SmtpCommand.StartTls());
            case "AUTH" -> auth(in);
            case "ETRN" -> etrn(in);
            case "ATRN" -> atrn(in);
            case "TURN", "SEND", "SOML", "SAML", "BURL", "XFORWARD" -> new SmtpCommand.Unimplemented();
            default -> new SmtpCommand.Unknown();
        };
    }

    /** {@code chunk-size [SP "LAST"]} (RFC 3030 section 2): what is not exactly that leaves open what the octets are. */
    private static SmtpCommand bdat(Cursor in) {
        boolean good = in.spaces();
        String digits = in.until(" ");
        good &= !digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        boolean last = in.spaces() && in.takeWord("LAST");
        return good && in.atEnd() ? new SmtpCommand.Bdat(count(digits), last) : new SmtpCommand.Uncounted();
    }

    private static long count(String digits) {
        try {
            return Ascii.number(digits, Long.MAX_VALUE);
        } catch (SyntaxException larger) {
            return Long.MAX_VALUE;
        }
    }

    private static void checkLong(String verb, int length) throws Refusal {
        if (!verb.equals("AUTH")) throw new Refusal(Replies.LINE_TOO_LONG);
        if (length > MAX_AUTH_LINE) throw new Refusal(Replies.LOGIN_LINE_TOO_LONG);
    }

    private static SmtpCommand bare(Cursor in, SmtpCommand command) throws Refusal {
        if (!in.atEnd()) throw new Refusal(Replies.NO_ARGUMENT);
        return command;
    }

    /**
     * The name behind a hello. Machines call themselves the strangest things and 4.1.4 forbids to refuse them for it, so
     * this takes whatever can stand in a Received field.
     */
    private static String name(Cursor in) throws Refusal {
        in.spaces();
        String name = in.rest();
        boolean good = !name.isEmpty() && name.length() <= MAX_NAME;
        for (int i = 0; good && i < name.length(); i++) good = isNameCharacter(name.charAt(i));
        if (!good) throw new Refusal(Replies.badArgument("a hello is followed by the name of the client"));
        return name;
    }

    private static boolean isNameCharacter(char c) {
        return c > ' ' && c < 127 && "()<>\\\",;".indexOf(c) < 0;
    }

    private SmtpCommand mail(Cursor in) throws Refusal {
        if (!in.spaces() || !in.takeWord("FROM:")) throw new Refusal(Replies.badArgument("MAIL FROM:<address>"));
        in.spaces();
        String path = path(in, "MAIL FROM:<address>");
        Parameters parameters = Parameters.read(in);
        MailOptions options = parameters.mail(offered);
        if (!isAscii(path) && !options.smtpUtf8()) throw new Refusal(Replies.NEEDS_SMTPUTF8);
        try {
            ReversePath from = path.isEmpty() ? ReversePath.NULL : ReversePath.of(mailbox(path));
            return new SmtpCommand.Mail(from, options, parameters.submitter());
        } catch (SyntaxException e) {
            throw new Refusal(Replies.badSender(e));
        }
    }

    private SmtpCommand rcpt(Cursor in) throws Refusal {
        if (!in.spaces() || !in.takeWord("TO:")) throw new Refusal(Replies.badArgument("RCPT TO:<address>"));
        in.spaces();
        String path = path(in, "RCPT TO:<address>");
        Parameters parameters = Parameters.read(in);
        try {
            return new SmtpCommand.Rcpt(
                    parameters.rcpt(forward(path), offered), !isAscii(path) || parameters.isInternational());
        } catch (SyntaxException e) {
            throw new Refusal(Replies.badRecipient(e));
        }
    }

    /** What stands between angle brackets, as it stands; a bracket inside a quoted local part does not end it. */
    private static String path(Cursor in, String form) throws Refusal {
        if (!in.take('<')) throw new Refusal(Replies.badArgument(form));
        StringBuilder path = new StringBuilder();
        while (in.sees('@')) path.append(in.until(":>")).append(in.take(':') ? ":" : "");
        path.append(in.localPart()).append(in.until("> "));
        if (!in.take('>')) throw new Refusal(Replies.badArgument(form));
        return path.toString();
    }

    private Address forward(String path) throws SyntaxException {
        boolean bare = Ascii.equalsIgnoreCase(path, "postmaster");
        return bare ? new Address(Ascii.lower(path), postmasterAt.get()) : mailbox(path);
    }

    /** {@code [ A-d-l ":" ] Mailbox}: the source route has to be legal and is ignored (RFC 5321 4.1.1.3, appendix C). */
    private static Address mailbox(String path) throws SyntaxException {
        if (!path.startsWith("@")) return Address.parse(path);
        int colon = path.indexOf(':');
        if (colon < 0) throw new SyntaxException("a source route ends with a colon");
        for (String hop : path.substring(0, colon).split(",", -1)) {
            if (!hop.startsWith("@")) throw new SyntaxException("a source route is written @one,@two:");
            Domain.of(hop.substring(1));
        }
        return Address.parse(path.substring(colon + 1));
    }

    /** Makes VRFY or EXPN of its name. */
    private interface Inquiry {
        SmtpCommand about(String name, boolean smtpUtf8);
    }

    /**
     * A local part, or an address with or without its angle brackets, whoever answers looks closer; and whether the answer may
     * be in UTF-8 (RFC 6531 3.7.4.2).
     */
    private SmtpCommand inquiry(Cursor in, String verb, Inquiry inquiry) throws Refusal {
        in.spaces();
        if (in.atEnd()) throw new Refusal(Replies.badArgument(verb + " needs a name"));
        String words = in.rest();
        int space = words.lastIndexOf(' ');
        boolean smtpUtf8 = offered.contains(Extension.SMTP_UTF8)
                && space > 0
                && Ascii.equalsIgnoreCase(words.substring(space + 1), Extension.SMTP_UTF8.keyword());
        String name = smtpUtf8 ? words.substring(0, space).strip() : words;
        boolean inBrackets = name.startsWith("<") && name.endsWith(">");
        return inquiry.about(inBrackets ? name.substring(1, name.length() - 1) : name, smtpUtf8);
    }

    private SmtpCommand xclient(Cursor in) throws Refusal {
        if (!offered.contains(Extension.XCLIENT)) return new SmtpCommand.Unimplemented();
        Map<String, String> attributes = new HashMap<>();
        in.spaces();
        while (!in.atEnd()) {
            String name = Ascii.upper(in.until(" ="));
            boolean known = SmtpCommand.Xclient.NAMES.contains(name) && in.take('=');
            String value = decodedXtext(in.until(" "));
            boolean fresh = attributes.put(name, value) == null;
            if (!known || !fresh || value.isEmpty()) throw new Refusal(Replies.badArgument("XCLIENT attribute=value"));
            in.spaces();
        }
        if (attributes.isEmpty()) throw new Refusal(Replies.badArgument("XCLIENT attribute=value"));
        attributes.values().removeIf(value -> value.equals("[UNAVAILABLE]") || value.equals("[TEMPUNAVAIL]"));
        return new SmtpCommand.Xclient(attributes);
    }

    /** {@code [option] node}; a node name has a dot (RFC 1985 sections 5 and 7). */
    private SmtpCommand etrn(Cursor in) throws Refusal {
        if (!offered.contains(Extension.ETRN)) return new SmtpCommand.Unimplemented();
        in.spaces();
        Scope scope = in.take('@') ? Scope.SUBDOMAINS : in.take('#') ? Scope.QUEUE : Scope.NODE;
        String node = in.until(" ");
        boolean good = !node.isEmpty() && in.atEnd() && node.length() <= MAX_NAME;
        if (!good || scope != Scope.QUEUE && node.indexOf('.') < 0)
            throw new Refusal(Replies.badArgument("ETRN node.example"));
        return new SmtpCommand.Etrn(scope, node);
    }

    /** {@code ATRN [SP domain *("," domain)]} (RFC 2645 5.2.1). */
    private SmtpCommand atrn(Cursor in) throws Refusal {
        if (!offered.contains(Extension.ATRN)) return new SmtpCommand.Unimplemented();
        in.spaces();
        if (in.atEnd()) return new SmtpCommand.Atrn(List.of());
        List<Domain> domains = new ArrayList<>();
        try {
            for (String name : in.rest().split(",", -1)) domains.add(Domain.of(name));
        } catch (SyntaxException e) {
            throw new Refusal(Replies.badArgument("ATRN one.example,two.example"));
        }
        return new SmtpCommand.Atrn(domains);
    }

    private static String decodedXtext(String value) throws Refusal {
        try {
            if (value.length() <= MAX_NAME) return Xtext.decode(value);
        } catch (SyntaxException e) {
            // Told below, in the same words as a value that is too long.
        }
        throw new Refusal(Replies.badArgument("a value of XCLIENT is xtext of at most " + MAX_NAME + " characters"));
    }

    private static SmtpCommand auth(Cursor in) throws Refusal {
        in.spaces();
        String mechanism = Ascii.upper(in.until(" "));
        boolean more = in.spaces();
        String initial = in.until(" ");
        if (mechanism.isEmpty() || !in.atEnd() || more && initial.isEmpty())
            throw new Refusal(Replies.badArgument("AUTH mechanism [initial-response]"));
        return new SmtpCommand.Auth(mechanism, initial.isEmpty() ? Optional.empty() : Optional.of(initial));
    }

    /** The text of a line whose octets beyond ASCII have to be UTF-8 (RFC 6531 3.3). */
    private static String decoded(String line) throws Refusal {
        if (isAscii(line)) return line;
        try {
            ByteBuffer octets = ByteBuffer.wrap(line.getBytes(StandardCharsets.ISO_8859_1));
            return StandardCharsets.UTF_8.newDecoder().decode(octets).toString();
        } catch (CharacterCodingException e) {
            throw new Refusal(Replies.UNRECOGNIZED);
        }
    }

    /** A line of octets as people read it: UTF-8 where it is that, else as it is. */
    public static String readable(String line) {
        try {
            return decoded(line);
        } catch (Refusal none) {
            return line;
        }
    }

    private static String withoutTrailingSpace(String line) {
        int end = line.length();
        while (end > 0 && (line.charAt(end - 1) == ' ' || line.charAt(end - 1) == '\t')) end--;
        return line.substring(0, end);
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) if (text.charAt(i) > 127) return false;
        return true;
    }
}
