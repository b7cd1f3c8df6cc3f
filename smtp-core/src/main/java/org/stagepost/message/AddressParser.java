package org.stagepost.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stagepost.message.Addresses.Group;
import org.stagepost.message.Addresses.Mailbox;

/**
 * Reads an address list in one pass. Nothing that looks like an address is hidden: {@code <a@x> <b@y>} are two, words
 * before an address without brackets are its name, and words without any address are a local part without a domain.
 */
final class AddressParser {
    private static final String SPECIALS = "()<>[]:;@\\,\"";

    private final Lexer in;
    private final List<Addresses.Entry> entries = new ArrayList<>();
    private int count;

    private @Nullable String groupName;
    private List<Mailbox> members = new ArrayList<>();

    /** The words since the last address, as they stand. */
    private final StringBuilder words = new StringBuilder();
    /** The last of them, dots and what they join included: the local part, if an {@code @} follows. */
    private final StringBuilder lastWord = new StringBuilder();

    private int lastWordStart;

    AddressParser(String text) {
        this.in = new Lexer(text);
    }

    Addresses addresses() {
        while (!in.atEnd() && count < Bounds.ADDRESSES) token();
        if (count < Bounds.ADDRESSES) wordsAlone();
        endGroup();
        while (in.skipSpace() || in.take(',')) {}
        return new Addresses(entries, !in.atEnd());
    }

    private void token() {
        boolean spaced = in.skipSpace();
        switch (in.peek()) {
            case -1 -> {}
            case '<' -> angleAddress();
            case '@' -> addrSpec();
            case '"' -> word(in.quoted(), spaced);
            case ',' -> separator();
            case ':' -> beginGroup();
            case ';' -> {
                separator();
                endGroup();
            }
            case '[', ']', '>', '\\', ')' -> in.next();
            default -> word(in.run(SPECIALS), spaced);
        }
    }

    private void word(String word, boolean spaced) {
        boolean joined = !spaced || endsWithDot(lastWord) || word.startsWith(".");
        if (spaced && !words.isEmpty()) words.append(' ');
        if (!joined || words.isEmpty()) {
            lastWord.setLength(0);
            lastWordStart = words.length();
        }
        words.append(word);
        lastWord.append(word);
    }

    private void separator() {
        in.next();
        wordsAlone();
        in.forgetComment();
    }

    /** Words without an address: a local part without a domain. */
    private void wordsAlone() {
        if (!words.isEmpty()) add("", "", takeWords(), "");
    }

    private void beginGroup() {
        in.next();
        if (groupName == null && !words.isEmpty()) groupName = takeWords();
    }

    private void endGroup() {
        if (groupName == null) return;
        entries.add(new Group(groupName, members));
        count++;
        groupName = null;
        members = new ArrayList<>();
    }

    /** {@code local-part@domain} without brackets; the words before the local part are the name. */
    private void addrSpec() {
        String name = words.substring(0, lastWordStart);
        StringBuilder local = new StringBuilder(lastWord);
        takeWords();
        add(name, "", local);
    }

    /** {@code <route:local-part@domain>}; a missing closing bracket is forgiven. */
    private void angleAddress() {
        in.next();
        in.skipSpace();
        String name = takeWords();
        String route = route();
        add(name, route, localPart());
        in.skipSpace();
        in.take('>');
    }

    /** The obsolete source route before the address (RFC 5322 4.4). */
    private String route() {
        StringBuilder route = new StringBuilder();
        while (in.peek() == '@') {
            in.next();
            route.append('@').append(domain());
            while (in.take(',')) {
                route.append(',');
                in.skipSpace();
            }
        }
        in.take(':');
        return route.toString();
    }

    private StringBuilder localPart() {
        StringBuilder local = new StringBuilder();
        while (true) {
            boolean spaced = in.skipSpace();
            int c = in.peek();
            if (c < 0 || "@<>,;".indexOf(c) >= 0) return local;
            if (spaced && !local.isEmpty() && !endsWithDot(local) && c != '.') local.append(' ');
            if (c == '"') local.append(in.quoted());
            else local.append((char) in.next()).append(in.run(SPECIALS));
        }
    }

    /** An address whose local part has been read: the last {@code @} counts, as it does for every later reader. */
    private void add(String name, String route, StringBuilder local) {
        String domain = "";
        while (in.take('@')) {
            if (!domain.isEmpty()) local.append('@').append(domain);
            domain = domain();
        }
        in.skipSpace();
        add(name, route, local.toString(), domain);
    }

    private void add(String name, String route, String local, String domain) {
        String shown = Chars.strip(name);
        if (shown.isEmpty()) shown = in.comment();
        Mailbox mailbox = new Mailbox(present(shown), present(route), local, domain);
        if (groupName == null) entries.add(mailbox);
        else members.add(mailbox);
        count++;
        in.forgetComment();
    }

    private String domain() {
        in.skipSpace();
        if (in.take('[')) return "[" + in.run("[]<>,;@\"") + (in.take(']') ? "]" : "");
        StringBuilder domain = new StringBuilder();
        String run = in.run(SPECIALS);
        while (!run.isEmpty()) {
            domain.append(run);
            in.skipSpace();
            run = in.peek() == '.' || endsWithDot(domain) ? in.run(SPECIALS) : "";
        }
        return domain.toString();
    }

    private String takeWords() {
        String taken = Chars.strip(words.toString());
        words.setLength(0);
        lastWord.setLength(0);
        lastWordStart = 0;
        return taken;
    }

    private static Optional<String> present(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static boolean endsWithDot(StringBuilder text) {
        return !text.isEmpty() && text.charAt(text.length() - 1) == '.';
    }

    /** Whether a local part needs no quoting (RFC 5322 3.2.3). */
    static boolean isDotAtom(String local) {
        if (local.isEmpty() || local.startsWith(".") || local.endsWith(".") || local.contains("..")) return false;
        for (int i = 0; i < local.length(); i++) {
            char c = local.charAt(i);
            if (c <= ' ' || c == 0x7f || SPECIALS.indexOf(c) >= 0) return false;
        }
        return true;
    }

    static String quote(String local) {
        StringBuilder quoted = new StringBuilder(local.length() + 2).append('"');
        for (int i = 0; i < local.length(); i++) {
            char c = local.charAt(i);
            if (c == '"' || c == '\\') quoted.append('\\');
            quoted.append(c);
        }
        return quoted.append('"').toString();
    }
}
