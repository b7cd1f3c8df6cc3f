package org.stagepost.imap.parse;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stagepost.imap.command.FetchItem.Mark;
import org.stagepost.imap.command.FetchItem.Partial;
import org.stagepost.imap.command.FetchItem.Section;
import org.stagepost.imap.command.FetchItem.Text;
import org.stagepost.mail.SyntaxException;

/** The brackets of BODY[...] and the piece behind them (RFC 3501 section 9, {@code section}). */
final class SectionParser {
    private static final int MAX_PARTS = 100;

    private final List<Integer> part = new ArrayList<>();
    private final List<String> fields = new ArrayList<>();
    private final StringBuilder label = new StringBuilder("BODY[");
    private Text text = Text.ALL;

    private SectionParser() {}

    static Section section(Mark mark, CommandReader in) throws IOException, SyntaxException {
        SectionParser section = new SectionParser();
        in.expect('[');
        section.specifier(in);
        in.expect(']');
        section.label.append(']');
        Optional<Partial> partial = in.take('<') ? Optional.of(section.partial(in)) : Optional.empty();
        return new Section(section.label.toString(), section.part, section.text, section.fields, partial, mark);
    }

    private void specifier(CommandReader in) throws IOException, SyntaxException {
        if (in.peek() == ']') return;
        boolean more = SequenceParser.begins(in) ? numbers(in) : true;
        if (more) text(in);
    }

    /** Part numbers; whether a text specifier follows. */
    private boolean numbers(CommandReader in) throws SyntaxException {
        while (true) {
            long number = in.nzNumber();
            if (part.size() == MAX_PARTS || number > Integer.MAX_VALUE) throw new SyntaxException("no such part");
            part.add((int) number);
            label.append(number);
            if (!in.take('.')) return false;
            label.append('.');
            if (!SequenceParser.begins(in)) return true;
        }
    }

    private void text(CommandReader in) throws IOException, SyntaxException {
        String word = in.word();
        label.append(word);
        switch (word) {
            case "HEADER" -> text = Text.HEADER;
            case "HEADER.FIELDS" -> fields(Text.HEADER_FIELDS, in);
            case "HEADER.FIELDS.NOT" -> fields(Text.HEADER_FIELDS_NOT, in);
            case "TEXT" -> text = Text.TEXT;
            case "MIME" -> text = Text.MIME;
            default -> throw new SyntaxException("not a section");
        }
        if (text == Text.MIME && part.isEmpty()) throw new SyntaxException("MIME belongs to a part");
    }

    private void fields(Text kind, CommandReader in) throws IOException, SyntaxException {
        text = kind;
        in.space();
        in.expect('(');
        do fields.add(field(in.astring()));
        while (in.take(' '));
        in.expect(')');
        label.append(" (")
                .append(String.join(
                        " ", fields.stream().map(SectionParser::astring).toList()))
                .append(')');
    }

    private static String field(String name) throws SyntaxException {
        boolean good = !name.isEmpty();
        for (int i = 0; good && i < name.length(); i++) {
            char c = name.charAt(i);
            good = c > ' ' && c < 0x7f && c != ':';
        }
        if (!good) throw new SyntaxException("not the name of a header field");
        return name;
    }

    private static String astring(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (!Chars.isAstring(name.charAt(i)))
                return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        }
        return name;
    }

    private Partial partial(CommandReader in) throws SyntaxException {
        long origin = in.number();
        in.expect('.');
        long octets = in.nzNumber();
        in.expect('>');
        label.append('<').append(origin).append('>');
        return new Partial(origin, octets);
    }
}
