package org.stagepost.imap.handle;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.stagepost.imap.command.LoggedIn;
import org.stagepost.imap.command.LoggedIn.Return;
import org.stagepost.imap.command.LoggedIn.Selection;
import org.stagepost.imap.response.Completion;
import org.stagepost.imap.response.ResponseWriter;
import org.stagepost.mailstore.MailboxEntry;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.Mailboxes;
import org.stagepost.mailstore.SpecialUse;
import org.stagepost.mailstore.StoreException;

/** LIST in its plain and extended forms (RFC 3501 6.3.8, RFC 5258, 5819, 6154, 3348), and LSUB (RFC 3501 6.3.9). */
public final class Listing {
    private final Mailboxes mailboxes;
    private final Names names;
    private final ResponseWriter out;

    public Listing(Mailboxes mailboxes, Names names, ResponseWriter out) {
        this.mailboxes = mailboxes;
        this.names = names;
        this.out = out;
    }

    public Completion list(LoggedIn.List command) throws IOException, StoreException {
        if (asksForSeparator(command)) {
            line("LIST", List.of("\\Noselect"), "").end();
            return Completion.ok("LIST completed");
        }
        Set<MailboxName> subscribed = mailboxes.subscriptions();
        List<Line> lines = lines(subscribed);
        List<ListPattern> patterns = patterns(command.reference(), command.patterns());
        Set<MailboxName> holders = above(lines, command, List.of());
        Set<MailboxName> wanted = above(lines, command, patterns);
        for (Line line : lines) {
            String wire = names.encode(line.name());
            boolean shown = line.meets(command.selection()) || wanted.contains(line.name());
            if (!shown || !matches(patterns, wire)) continue;
            line("LIST", attributes(line, command), wire);
            if (holders.contains(line.name()))
                out.text(" (\"CHILDINFO\" ")
                        .text(childInfo(command.selection()))
                        .octet(')');
            out.end();
            if (!command.status().isEmpty() && line.selectable()) status(line.name(), command);
        }
        return Completion.ok("LIST completed");
    }

    /** An empty pattern asks for the separator alone. */
    private static boolean asksForSeparator(LoggedIn.List command) {
        return command.patterns().equals(List.of(""))
                && command.selection().isEmpty()
                && command.returns().isEmpty();
    }

    public Completion lsub(LoggedIn.Lsub command) throws IOException, StoreException {
        ListPattern pattern = new ListPattern(command.reference() + command.pattern(), names.separator());
        Set<MailboxName> subscribed = mailboxes.subscriptions();
        Set<MailboxName> holders = new LinkedHashSet<>();
        for (MailboxName name : subscribed) {
            String wire = names.encode(name);
            if (pattern.matches(wire)) line("LSUB", List.of(), wire).end();
            else if (pattern.hasPercent()) holders.addAll(parents(name));
        }
        for (MailboxName name : holders) {
            String wire = names.encode(name);
            if (!subscribed.contains(name) && pattern.matches(wire))
                line("LSUB", List.of("\\Noselect"), wire).end();
        }
        return Completion.ok("LSUB completed");
    }

    /** A name that can be listed: a mailbox, a level that only holds others, or one that is only subscribed to. */
    private record Line(
            MailboxName name,
            boolean exists,
            boolean selectable,
            boolean hasChildren,
            boolean subscribed,
            Optional<SpecialUse> use) {
        static Line missing(MailboxName name, Set<MailboxName> subscribed) {
            return new Line(name, false, false, false, subscribed.contains(name), Optional.empty());
        }

        boolean meets(Set<Selection> selection) {
            if (selection.contains(Selection.SUBSCRIBED) && !subscribed) return false;
            if (selection.contains(Selection.SPECIAL_USE) && use.isEmpty()) return false;
            return exists || selection.contains(Selection.SUBSCRIBED);
        }
    }

    private List<Line> lines(Set<MailboxName> subscribed) throws StoreException {
        Map<MailboxName, Line> lines = new TreeMap<>();
        for (MailboxName name : subscribed) {
            lines.put(name, Line.missing(name, subscribed));
            for (MailboxName parent : parents(name)) lines.putIfAbsent(parent, Line.missing(parent, subscribed));
        }
        for (MailboxEntry entry : mailboxes.list()) {
            MailboxName name = entry.name();
            boolean wanted = subscribed.contains(name);
            lines.put(name, new Line(name, true, entry.selectable(), entry.hasChildren(), wanted, entry.use()));
        }
        return new ArrayList<>(lines.values());
    }

    private List<ListPattern> patterns(String reference, List<String> patterns) {
        return patterns.stream()
                .map(pattern -> new ListPattern(reference + pattern, names.separator()))
                .toList();
    }

    private static boolean matches(List<ListPattern> patterns, String wire) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(wire));
    }

    /** With RECURSIVEMATCH, the names above those that are selected but not shown (RFC 5258 sections 3.1 and 3.5). */
    private Set<MailboxName> above(List<Line> lines, LoggedIn.List command, List<ListPattern> shown) {
        Set<MailboxName> above = new LinkedHashSet<>();
        if (!command.selection().contains(Selection.RECURSIVEMATCH)) return above;
        for (Line line : lines) {
            if (!line.meets(command.selection()) || matches(shown, names.encode(line.name()))) continue;
            above.addAll(parents(line.name()));
        }
        return above;
    }

    private static List<MailboxName> parents(MailboxName name) {
        List<MailboxName> parents = new ArrayList<>();
        for (int depth = 1; depth < name.levels().size(); depth++)
            parents.add(new MailboxName(name.levels().subList(0, depth)));
        return parents;
    }

    private static String childInfo(Set<Selection> selection) {
        List<String> reasons = new ArrayList<>();
        if (selection.contains(Selection.SUBSCRIBED)) reasons.add("\"SUBSCRIBED\"");
        if (selection.contains(Selection.SPECIAL_USE)) reasons.add("\"SPECIAL-USE\"");
        return "(" + String.join(" ", reasons) + ")";
    }

    private static List<String> attributes(Line line, LoggedIn.List command) {
        List<String> attributes = new ArrayList<>();
        boolean tellsSubscribed = command.selection().contains(Selection.SUBSCRIBED)
                || command.returns().contains(Return.SUBSCRIBED);
        if (line.subscribed() && tellsSubscribed) attributes.add("\\Subscribed");
        if (!line.selectable()) attributes.addAll(List.of("\\NonExistent", "\\Noselect"));
        attributes.add(line.hasChildren() ? "\\HasChildren" : "\\HasNoChildren");
        line.use().ifPresent(use -> attributes.add(use.attribute()));
        return attributes;
    }

    private ResponseWriter line(String kind, List<String> attributes, String wire) throws IOException {
        out.text("* ").text(kind).text(" (").text(String.join(" ", attributes)).text(") ");
        return out.text(names.quotedSeparator()).octet(' ').string(wire);
    }

    /** A mailbox that vanishes meanwhile has no status (RFC 5819 section 2). */
    private void status(MailboxName name, LoggedIn.List command) throws IOException {
        try {
            new Status(mailboxes, names, out).write(name, command.status());
        } catch (StoreException e) {
            // The LIST line stands; the client asks again if it wants to know more.
        }
    }
}
