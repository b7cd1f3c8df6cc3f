package org.stagepost.mailstore.maildir;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.stagepost.mail.Ascii;
import org.stagepost.mailstore.Flag;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.StoreException;

/**
 * The keywords of one mailbox, each spelt as it was first, and the small letters that stand for the first 26 of them in
 * file names ({@code dovecot-keywords}: a number and a keyword a line). Not for use by several threads at once.
 */
final class Keywords {
    static final String NAME = "dovecot-keywords";
    static final int MAX = 200;
    private static final int MAX_LENGTH = 64;
    private static final int LETTERS = 26;
    private static final int MAX_POOL = 10_000;
    private static final String NOT_IN_ATOM = "(){ %*\"\\]";

    private final String[] lettered = new String[LETTERS];
    private final Map<String, String> spellings = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private final Map<String, Flags> byLetters = new HashMap<>();
    private final Map<Flags, Flags> pool = new HashMap<>();
    private boolean written = true;

    /** What the file says; lines that say nothing are skipped. */
    static Keywords parse(String text) {
        Keywords keywords = new Keywords();
        for (String line : text.split("\n", -1)) {
            int space = line.indexOf(' ');
            if (space < 1 || space > 2 || !line.chars().limit(space).allMatch(c -> c >= '0' && c <= '9')) continue;
            int number = space == 1 ? line.charAt(0) - '0' : (line.charAt(0) - '0') * 10 + line.charAt(1) - '0';
            String keyword = line.substring(space + 1);
            if (number >= LETTERS || !isKeyword(keyword) || keywords.spellings.containsKey(Ascii.lower(keyword)))
                continue;
            keywords.lettered[number] = keyword;
            keywords.spell(keyword);
        }
        return keywords;
    }

    /** What the file should say. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < LETTERS; i++) {
            if (!free(i)) text.append(i).append(' ').append(lettered[i]).append('\n');
        }
        return text.toString();
    }

    /** Whether the file says everything. */
    boolean isWritten() {
        return written;
    }

    void written() {
        written = true;
    }

    List<String> names() {
        return List.copyOf(names);
    }

    /** The same flags with this mailbox's spellings; keywords that are new here are taken up. */
    Flags adopt(Flags flags) throws StoreException {
        check(flags.keywords());
        return recall(flags);
    }

    /** The same of flags that were adopted in the past. */
    Flags recall(Flags flags) {
        if (flags.keywords().isEmpty()) return pooled(flags);
        Set<String> spelt = new TreeSet<>();
        for (String keyword : new TreeSet<>(flags.keywords())) spelt.add(adopt(keyword));
        return pooled(new Flags(flags.system(), spelt));
    }

    /** Equal flags as one object: most messages of a mailbox share a few. */
    Flags pooled(Flags flags) {
        if (pool.size() > MAX_POOL) pool.clear();
        return pool.computeIfAbsent(flags, same -> same);
    }

    /** The same flags with this mailbox's spellings, and without the keywords that it does not have: for removing. */
    Flags known(Flags flags) {
        Set<String> spelt = new TreeSet<>();
        for (String keyword : flags.keywords()) {
            String spelling = spellings.get(Ascii.lower(keyword));
            if (spelling != null) spelt.add(spelling);
        }
        return new Flags(flags.system(), spelt);
    }

    /** The flags that letters of a file name stand for; unknown letters stand for nothing. */
    Flags flags(String letters) {
        if (letters.isEmpty()) return Flags.NONE;
        if (byLetters.size() > MAX_POOL) byLetters.clear();
        return byLetters.computeIfAbsent(letters, this::read);
    }

    /** The info part of a file name that shows these flags; empty for none, as in {@code new/}. */
    String info(Flags flags) {
        String letters = letters(flags, "");
        return letters.isEmpty() ? "" : FileName.info("", letters);
    }

    /** The letters for these flags, in ASCII order, and those of the old ones that stand for nothing here. */
    String letters(Flags flags, String old) {
        Set<Character> letters = new TreeSet<>();
        for (Flag flag : flags.system()) letters.add(flag.letter());
        for (int i = 0; i < LETTERS; i++) {
            if (!free(i) && flags.keywords().contains(lettered[i])) letters.add((char) ('a' + i));
        }
        for (int i = 0; i < old.length(); i++) {
            if (flags(old.substring(i, i + 1)).equals(Flags.NONE)) letters.add(old.charAt(i));
        }
        StringBuilder text = new StringBuilder();
        letters.forEach(text::append);
        return text.toString();
    }

    /** The part of these flags that file names can show. */
    Flags shown(Flags flags) {
        if (flags.keywords().isEmpty()) return flags;
        Set<String> shown = new TreeSet<>(flags.keywords());
        shown.retainAll(Arrays.asList(lettered));
        return new Flags(flags.system(), shown);
    }

    /** Gives back the keywords without a letter that are on no message any more. */
    void keepOnly(Set<String> used) {
        List<String> withLetter = Arrays.asList(lettered);
        for (String name : names()) {
            if (withLetter.contains(name) || used.contains(name)) continue;
            names.remove(name);
            spellings.remove(Ascii.lower(name));
        }
    }

    private boolean free(int i) {
        return lettered[i] == null;
    }

    private void check(Collection<String> keywords) throws StoreException {
        long unknown = 0;
        for (String keyword : keywords) {
            if (!isKeyword(keyword))
                throw new StoreException(StoreException.Reason.CANNOT, "not a keyword: " + keyword);
            if (!spellings.containsKey(Ascii.lower(keyword))) unknown++;
        }
        if (names.size() + unknown > MAX)
            throw new StoreException(StoreException.Reason.LIMIT, "this mailbox has " + MAX + " keywords already");
    }

    private String adopt(String keyword) {
        String known = spellings.get(Ascii.lower(keyword));
        if (known != null) return known;
        for (int i = 0; i < LETTERS; i++) {
            if (!free(i)) continue;
            lettered[i] = keyword;
            byLetters.clear();
            written = false;
            break;
        }
        return spell(keyword);
    }

    private String spell(String keyword) {
        spellings.put(Ascii.lower(keyword), keyword);
        names.add(keyword);
        return keyword;
    }

    private Flags read(String letters) {
        Set<Flag> system = new TreeSet<>();
        Set<String> keywords = new TreeSet<>();
        for (Flag flag : Flag.values()) {
            if (letters.indexOf(flag.letter()) >= 0) system.add(flag);
        }
        for (int i = 0; i < LETTERS; i++) {
            if (!free(i) && letters.indexOf('a' + i) >= 0) keywords.add(lettered[i]);
        }
        return pooled(new Flags(system, keywords));
    }

    /** An atom of IMAP (RFC 9051 section 9, flag-keyword), of bounded length. */
    private static boolean isKeyword(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_LENGTH
                && text.chars().allMatch(c -> c > ' ' && c < 127 && NOT_IN_ATOM.indexOf(c) < 0);
    }
}
