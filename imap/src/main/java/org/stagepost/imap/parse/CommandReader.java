package org.stagepost.imap.parse;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.stagepost.imap.command.ImapCommand;
import org.stagepost.imap.command.Literal;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;
import org.stagepost.net.EndedException;
import org.stagepost.net.OtherProtocol;

/**
 * Reads commands: a line, and where a literal stands at its end the octets and the line behind it (RFC 3501 2.2.1, 4.3).
 * The elements of the grammar are its methods; each takes what it names or throws.
 */
public final class CommandReader {
    /** The tag of responses to what has none. */
    private static final String UNTAGGED = "*";

    private static final long MAX_NUMBER = 0xFFFFFFFFL;

    private final Source source;
    private Bounds bounds = Bounds.STRANGER;
    private String tag = UNTAGGED;
    private String line = "";
    private int at;
    private int literals;
    private long octets;

    public CommandReader(Source source) {
        this.source = source;
    }

    /** After login, more is allowed. */
    public void trust() {
        bounds = Bounds.KNOWN;
    }

    /** The tag of the command at hand; {@code *} while none has been read. */
    public String tag() {
        return tag;
    }

    /** @throws SyntaxException for a command that cannot be understood; {@link #skip} then finds the next one */
    public ImapCommand read() throws IOException, SyntaxException {
        tag = UNTAGGED;
        literals = 0;
        octets = 0;
        nextLine();
        // Who has logged in has shown what he speaks, and his tags are his own.
        if (bounds.equals(Bounds.STRANGER) && OtherProtocol.begins(line))
            throw new EndedException(EndedException.Why.OTHER_PROTOCOL);
        tag = readTag();
        space();
        return CommandParser.command(this);
    }

    /** A whole line in the middle of a command: DONE, or an answer in an exchange of SASL. */
    public String answer(int max) throws IOException, SyntaxException {
        line = "";
        at = 0;
        return source.line(max);
    }

    /** Goes on with the line behind a literal. */
    public void nextLine() throws IOException, SyntaxException {
        line = "";
        at = 0;
        line = source.line(bounds.line());
        spend(line.length());
    }

    /**
     * Reads away what belongs to a command that was refused: literals that the client did not wait with (RFC 7888 section 3).
     *
     * @return false when there is so much of it that the dialogue had better end
     */
    public boolean skip() throws IOException {
        long drained = 0;
        while (line.endsWith("+}")) {
            try {
                int open = line.lastIndexOf('{');
                long length = Ascii.number(line.substring(open + 1, line.length() - 2), Long.MAX_VALUE);
                if (length > Bounds.DRAIN - drained) return false;
                drained += length;
                source.octets(length).close();
                line = "";
                line = source.line(bounds.line());
            } catch (SyntaxException e) {
                return true;
            }
        }
        return true;
    }

    private String readTag() throws SyntaxException {
        String found = run(Chars::isTag, "a command begins with a tag");
        if (peek() != ' ') throw new SyntaxException("not a tag and a command");
        return found;
    }

    /** The next character, or NUL at the end of the line. */
    char peek() {
        return at < line.length() ? line.charAt(at) : '\0';
    }

    /** Takes the next character, whatever it is; NUL at the end of the line. */
    char next() {
        char c = peek();
        if (!atEnd()) at++;
        return c;
    }

    boolean atEnd() {
        return at == line.length();
    }

    /** Takes the character if it is the next. */
    boolean take(char c) {
        if (peek() != c || atEnd()) return false;
        at++;
        return true;
    }

    void expect(char c) throws SyntaxException {
        if (!take(c)) throw new SyntaxException("'" + c + "' is missing");
    }

    void space() throws SyntaxException {
        if (!take(' ')) throw new SyntaxException(atEnd() ? "an argument is missing" : "one space is missing");
    }

    /** Nothing may follow. */
    public void end() throws SyntaxException {
        if (!atEnd()) throw new SyntaxException("nothing more was expected");
    }

    String atom() throws SyntaxException {
        return run(Chars::isAtom, "an atom is missing");
    }

    /** Whatever is left on the line up to a space: an initial response, whose form the exchange checks (RFC 4959). */
    String base64() throws SyntaxException {
        return run(c -> c > ' ' && c < 0x7f, "base 64 is missing");
    }

    /** A word of the grammar, in upper case. */
    String word() throws SyntaxException {
        return Ascii.upper(run(Chars::isWord, "a word is missing"));
    }

    /** Takes the word if it is the next, ASCII case aside. */
    boolean takeWord(String word) {
        int end = at;
        while (end < line.length() && Chars.isWord(line.charAt(end))) end++;
        if (!Ascii.equalsIgnoreCase(line.substring(at, end), word)) return false;
        at = end;
        return true;
    }

    /** An atom or a string (RFC 3501 section 9, {@code astring}), one character an octet. */
    String astring() throws IOException, SyntaxException {
        return isString() ? string() : run(Chars::isAstring, "a string is missing");
    }

    /** A mailbox name in LIST, where wildcards are no error. */
    String listMailbox() throws IOException, SyntaxException {
        return isString() ? string() : run(Chars::isList, "a mailbox pattern is missing");
    }

    String string() throws IOException, SyntaxException {
        return peek() == '"' ? quoted() : literal();
    }

    private boolean isString() {
        return peek() == '"' || peek() == '{';
    }

    /** RFC 3501 has ASCII in quotes, RFC 9051 UTF-8 too; passwords are sent so. */
    private String quoted() throws SyntaxException {
        expect('"');
        StringBuilder text = new StringBuilder();
        boolean ascii = true;
        while (!take('"')) {
            if (atEnd()) throw new SyntaxException("a quoted string is not closed");
            boolean escaped = take('\\');
            char c = peek();
            if (escaped && c != '"' && c != '\\') throw new SyntaxException("only \" and \\ are escaped");
            ascii &= c < 0x80;
            text.append(c);
            at++;
        }
        if (!ascii) checkUtf8(text.toString());
        return text.toString();
    }

    private static void checkUtf8(String octets) throws SyntaxException {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (CharacterCodingException e) {
            throw new SyntaxException("broken UTF-8 in a quoted string");
        }
    }

    private String literal() throws IOException, SyntaxException {
        Literal literal = announcement();
        if (++literals > Bounds.LITERALS || literal.octets() > bounds.literal()) {
            throw new SyntaxException("too much in literals");
        }
        spend(literal.octets());
        String text;
        try (InputStream in = open(literal)) {
            text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
        nextLine();
        if (text.indexOf('\0') >= 0) throw new SyntaxException("NUL in a literal");
        return text;
    }

    private void spend(long more) throws SyntaxException {
        octets += more;
        if (octets > bounds.command()) throw new SyntaxException("the command is too long");
    }

    /** The announcement of a literal, which ends its line. */
    Literal announcement() throws SyntaxException {
        expect('{');
        long length = number();
        Literal.Kind kind = take('+') ? Literal.Kind.NON_SYNCHRONIZING : Literal.Kind.SYNCHRONIZING;
        expect('}');
        if (!atEnd()) throw new SyntaxException("a literal ends its line");
        return new Literal(length, kind);
    }

    /** The octets of a literal that was announced; {@link #nextLine} follows them. */
    public InputStream open(Literal literal) throws IOException {
        if (literal.kind() == Literal.Kind.SYNCHRONIZING) source.goAhead();
        line = "";
        at = 0;
        return source.octets(literal.octets());
    }

    long number() throws SyntaxException {
        int start = at;
        while (peek() >= '0' && peek() <= '9') at++;
        return Ascii.number(line.substring(start, at), MAX_NUMBER);
    }

    long nzNumber() throws SyntaxException {
        long number = number();
        if (number == 0) throw new SyntaxException("zero is not allowed here");
        return number;
    }

    private interface Kind {
        boolean has(char c);
    }

    private String run(Kind kind, String missing) throws SyntaxException {
        int start = at;
        while (at < line.length() && kind.has(line.charAt(at))) at++;
        if (at == start) throw new SyntaxException(missing);
        return line.substring(start, at);
    }
}
