package org.stagepost.distribution.client;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.stagepost.mail.Ascii;

/** Where we answer otherwise than Dovecot and mean it: rules that hold for every message, and single answers. */
final class Deliberate {
    private static final Tree NIL = new Tree.Atom("NIL");
    private static final Tree NOTHING = new Tree.Text("");
    private static final List<Tree> DEFAULT_CHARSET = List.of(new Tree.Text("charset"), new Tree.Text("us-ascii"));

    /** Answers that differ, by message and item; an item that ends with a star stands for all that begin so. */
    static final Map<String, String> ANSWERS = Map.ofEntries(
            Map.entry("empty-fields BODY*", "a type that is none is text/plain (RFC 2045 5.2); Dovecot's is \"\""),
            Map.entry("type-nonsense BODY*", "the same"),
            Map.entry("disposition-nonsense BODYSTRUCTURE", "a disposition that is none is NIL; Dovecot's is \"\""),
            Map.entry(
                    "header-only BODY[HEADER.FIELDS (FROM SUBJECT X-NONE)]",
                    "the empty line is not made up where body and empty line are missing (RFC 3501 6.4.5)"),
            Map.entry("header-only-open BODY[HEADER.FIELDS (FROM SUBJECT X-NONE)]", "the same"),
            Map.entry("addresses ENVELOPE", "what an address lacks is empty, not MISSING_DOMAIN; no address is none"),
            Map.entry("repeated-to ENVELOPE", "of two subjects the upper one counts, as it does for mail programs"),
            Map.entry("folded ENVELOPE", "unfolding takes the line ends away and nothing else (RFC 5322 2.2.3)"),
            Map.entry(
                    "forwarded-empty BODY[1.MIME]", "the empty line ends the header before it belongs to a delimiter"),
            Map.entry("empty-parts BODY[*", "the same, for parts without a body"),
            Map.entry("parameters-unquoted BODY*", "a file name with spaces is whole, though its quotes are missing"),
            Map.entry("no-boundary BODY*", "a multipart without a boundary is text, so that somebody may read it"),
            Map.entry("boundary-prefix BODY[1]", "the line end before a delimiter is the delimiter's (RFC 2046 5.1.1)"),
            Map.entry("part-no-header BODY*", "a part whose first line is no field has no header: nothing gets lost"),
            Map.entry(
                    "junk-line BODY[HEADER.FIELDS.NOT (FROM SUBJECT)]",
                    "a line that is no field is none of the fields"),
            Map.entry("global BODY[1*", "message/global is a message (RFC 6532 3.7)"),
            Map.entry("encoded-message BODY*", "a message whose first line is no field has no header"));

    private Deliberate() {}

    /** Whether two answers say the same, or differ as all do. */
    static boolean same(Tree ours, Tree theirs) {
        if (ours instanceof Tree.Branch(List<Tree> we) && theirs instanceof Tree.Branch(List<Tree> they))
            return alike(we, they) || alike(we, withoutDefaultCharset(they));
        if (ours.equals(NIL)) return theirs.equals(NIL) || theirs.equals(new Tree.Branch(DEFAULT_CHARSET));
        if (!(ours instanceof Tree.Text(String we) && theirs instanceof Tree.Text(String they)))
            return ours.equals(theirs);
        return we.equals(they) || isWord(we, they) || isPadded(we, they);
    }

    private static boolean alike(List<Tree> ours, List<Tree> theirs) {
        return ours.size() == theirs.size()
                && IntStream.range(0, ours.size()).allMatch(i -> same(ours.get(i), theirs.get(i)));
    }

    /** Types, encodings and names of parameters are told in upper case, as in the examples of RFC 3501. */
    private static boolean isWord(String ours, String theirs) {
        return ours.equals(Ascii.upper(theirs));
    }

    /** A day of one digit has a space before it, no zero (RFC 3501 section 9, date-day-fixed). */
    private static boolean isPadded(String ours, String theirs) {
        return ours.startsWith(" ")
                && theirs.startsWith("0")
                && ours.substring(1).equals(theirs.substring(1));
    }

    /** What a text does not say of its charset is not told: HTML may say it inside, and a mail program may guess. */
    private static List<Tree> withoutDefaultCharset(List<Tree> parameters) {
        int rest = Math.max(0, parameters.size() - 2);
        return parameters.subList(rest, parameters.size()).equals(DEFAULT_CHARSET)
                ? parameters.subList(0, rest)
                : parameters;
    }

    /**
     * Whether a section is one that we say does not exist: Dovecot then has octets, none or those of the part above, which
     * it takes for part 1 of itself.
     */
    static boolean isMissing(String item, Map<String, Tree> ours, Map<String, Tree> theirs) {
        if (!item.startsWith("BODY[") || !ours.get(item).equals(NIL)) return false;
        String above = item.replaceFirst("\\.1(\\.MIME)?]", "$1]");
        Tree told = theirs.get(item);
        return told.equals(NOTHING) || !above.equals(item) && told.equals(theirs.get(above));
    }
}
