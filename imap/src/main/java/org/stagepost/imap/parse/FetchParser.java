package org.stagepost.imap.parse;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stagepost.imap.command.FetchItem;
import org.stagepost.imap.command.FetchItem.Attribute;
import org.stagepost.imap.command.FetchItem.Mark;
import org.stagepost.imap.command.FetchItem.Section;
import org.stagepost.imap.command.FetchItem.Text;
import org.stagepost.imap.command.Selected;
import org.stagepost.imap.command.Selected.Numbering;
import org.stagepost.imap.command.SequenceSet;
import org.stagepost.mail.SyntaxException;

/** Arguments of FETCH (RFC 3501 section 9, {@code fetch-att}). */
final class FetchParser {
    private static final List<Attribute> FAST = List.of(Attribute.FLAGS, Attribute.INTERNALDATE, Attribute.RFC822_SIZE);

    private final Set<FetchItem> items = new LinkedHashSet<>();

    private FetchParser() {}

    static Selected.Fetch fetch(Numbering numbering, CommandReader in) throws IOException, SyntaxException {
        in.space();
        SequenceSet set = SequenceParser.set(in);
        in.space();
        FetchParser fetch = new FetchParser();
        if (in.peek() == '(') fetch.list(in);
        else fetch.macroOrItem(in);
        if (numbering == Numbering.UID) fetch.items.add(Attribute.UID);
        return new Selected.Fetch(numbering, set, List.copyOf(fetch.items));
    }

    private void list(CommandReader in) throws IOException, SyntaxException {
        in.expect('(');
        do items.add(item(in.word(), in));
        while (in.take(' '));
        in.expect(')');
    }

    private void macroOrItem(CommandReader in) throws IOException, SyntaxException {
        String word = in.word();
        switch (word) {
            case "FAST" -> items.addAll(FAST);
            case "ALL" -> {
                items.addAll(FAST);
                items.add(Attribute.ENVELOPE);
            }
            case "FULL" -> {
                items.addAll(FAST);
                items.add(Attribute.ENVELOPE);
                items.add(Attribute.BODY);
            }
            default -> items.add(item(word, in));
        }
    }

    private static FetchItem item(String word, CommandReader in) throws IOException, SyntaxException {
        return switch (word) {
            case "ENVELOPE" -> Attribute.ENVELOPE;
            case "FLAGS" -> Attribute.FLAGS;
            case "INTERNALDATE" -> Attribute.INTERNALDATE;
            case "RFC822.SIZE" -> Attribute.RFC822_SIZE;
            case "BODYSTRUCTURE" -> Attribute.BODYSTRUCTURE;
            case "UID" -> Attribute.UID;
            case "RFC822" -> older(word, Text.ALL, Mark.SEEN);
            case "RFC822.HEADER" -> older(word, Text.HEADER, Mark.PEEK);
            case "RFC822.TEXT" -> older(word, Text.TEXT, Mark.SEEN);
            case "BODY" -> in.peek() == '[' ? SectionParser.section(Mark.SEEN, in) : Attribute.BODY;
            case "BODY.PEEK" -> SectionParser.section(Mark.PEEK, in);
            default -> throw new SyntaxException("not an item of FETCH");
        };
    }

    private static Section older(String label, Text text, Mark mark) {
        return new Section(label, new ArrayList<>(), text, List.of(), Optional.empty(), mark);
    }
}
