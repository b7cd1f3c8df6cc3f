package org.stagepost.imap.parse;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.stagepost.imap.command.LoggedIn;
import org.stagepost.imap.command.LoggedIn.Return;
import org.stagepost.imap.command.LoggedIn.Selection;
import org.stagepost.imap.command.LoggedIn.StatusItem;
import org.stagepost.mail.SyntaxException;

/** Arguments of LIST in its plain and extended forms (RFC 3501, 5258, 5819, 6154), of LSUB, and the items of STATUS. */
final class ListParser {
    private final Set<Selection> selection = EnumSet.noneOf(Selection.class);
    private final List<String> patterns = new ArrayList<>();
    private final Set<Return> returns = EnumSet.noneOf(Return.class);
    private Set<StatusItem> status = Set.of();

    private ListParser() {}

    static LoggedIn.List list(CommandReader in) throws IOException, SyntaxException {
        ListParser list = new ListParser();
        in.space();
        if (in.peek() == '(') {
            list.selection(in);
            in.space();
        }
        String reference = in.astring();
        in.space();
        list.patterns(in);
        if (in.take(' ')) list.returns(in);
        return new LoggedIn.List(list.selection, reference, list.patterns, list.returns, list.status);
    }

    static LoggedIn.Lsub lsub(CommandReader in) throws IOException, SyntaxException {
        in.space();
        String reference = in.astring();
        in.space();
        return new LoggedIn.Lsub(reference, in.listMailbox());
    }

    static Set<StatusItem> statusItems(CommandReader in) throws SyntaxException {
        Set<StatusItem> items = EnumSet.noneOf(StatusItem.class);
        in.space();
        in.expect('(');
        do items.add(statusItem(in.word()));
        while (in.take(' '));
        in.expect(')');
        return items;
    }

    private static StatusItem statusItem(String word) throws SyntaxException {
        for (StatusItem item : StatusItem.values()) {
            if (item.name().equals(word)) return item;
        }
        throw new SyntaxException("not an item of STATUS");
    }

    private void selection(CommandReader in) throws SyntaxException {
        in.expect('(');
        if (in.take(')')) return;
        do selection.add(selection(in.word()));
        while (in.take(' '));
        in.expect(')');
        boolean recursiveAlone = selection.contains(Selection.RECURSIVEMATCH)
                && !selection.contains(Selection.SUBSCRIBED)
                && !selection.contains(Selection.SPECIAL_USE);
        if (recursiveAlone) throw new SyntaxException("RECURSIVEMATCH needs another selection option");
    }

    private static Selection selection(String word) throws SyntaxException {
        return switch (word) {
            case "SUBSCRIBED" -> Selection.SUBSCRIBED;
            case "REMOTE" -> Selection.REMOTE;
            case "RECURSIVEMATCH" -> Selection.RECURSIVEMATCH;
            case "SPECIAL-USE" -> Selection.SPECIAL_USE;
            default -> throw new SyntaxException("not a selection option");
        };
    }

    private void patterns(CommandReader in) throws IOException, SyntaxException {
        if (!in.take('(')) {
            patterns.add(in.listMailbox());
            return;
        }
        do patterns.add(in.listMailbox());
        while (in.take(' '));
        in.expect(')');
    }

    private void returns(CommandReader in) throws SyntaxException {
        if (!in.takeWord("RETURN")) throw new SyntaxException("RETURN is missing");
        in.space();
        in.expect('(');
        if (in.take(')')) return;
        do returns(in.word(), in);
        while (in.take(' '));
        in.expect(')');
    }

    private void returns(String word, CommandReader in) throws SyntaxException {
        switch (word) {
            case "SUBSCRIBED" -> returns.add(Return.SUBSCRIBED);
            case "CHILDREN" -> returns.add(Return.CHILDREN);
            case "SPECIAL-USE" -> returns.add(Return.SPECIAL_USE);
            case "STATUS" -> status = statusItems(in);
            default -> throw new SyntaxException("not a return option");
        }
    }
}
