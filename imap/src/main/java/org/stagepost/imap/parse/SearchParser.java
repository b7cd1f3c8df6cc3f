package org.stagepost.imap.parse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stagepost.imap.command.SearchKey;
import org.stagepost.imap.command.SearchKey.Field;
import org.stagepost.imap.command.SearchKey.When;
import org.stagepost.imap.command.Selected;
import org.stagepost.imap.command.Selected.Numbering;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mailstore.Flag;
import org.stagepost.message.Charsets;

/** Arguments of SEARCH (RFC 3501 section 9, {@code search-key}). */
final class SearchParser {
    private final CommandReader in;
    private Optional<Charset> charset = Optional.of(StandardCharsets.UTF_8);
    private int depth;

    private SearchParser(CommandReader in) {
        this.in = in;
    }

    static Selected.Search search(Numbering answer, CommandReader in) throws IOException, SyntaxException {
        in.space();
        SearchParser search = new SearchParser(in);
        String charset = "US-ASCII";
        if (in.takeWord("CHARSET")) {
            in.space();
            charset = Ascii.upper(in.astring());
            search.charset = Charsets.lookup(charset);
            in.space();
        }
        return new Selected.Search(answer, charset, search.keys());
    }

    /** One or more keys, all of which have to match. */
    private SearchKey keys() throws IOException, SyntaxException {
        List<SearchKey> keys = new ArrayList<>();
        do keys.add(key());
        while (in.take(' '));
        return keys.size() == 1 ? keys.getFirst() : new SearchKey.And(keys);
    }

    private SearchKey key() throws IOException, SyntaxException {
        if (++depth > Bounds.DEPTH) throw new SyntaxException("the search is nested too deeply");
        SearchKey key = deeperKey();
        depth--;
        return key;
    }

    private SearchKey deeperKey() throws IOException, SyntaxException {
        if (SequenceParser.begins(in)) return new SearchKey.Sequence(SequenceParser.set(in));
        if (!in.take('(')) return named(in.word());
        SearchKey key = keys();
        in.expect(')');
        return key;
    }

    private SearchKey named(String word) throws IOException, SyntaxException {
        return switch (word) {
            case "ALL" -> new SearchKey.All();
            case "NOT" -> new SearchKey.Not(nextKey());
            case "OR" -> new SearchKey.Or(nextKey(), nextKey());
            case "RECENT" -> new SearchKey.Recent();
            case "OLD" -> new SearchKey.Not(new SearchKey.Recent());
            case "NEW" -> new SearchKey.And(List.of(new SearchKey.Recent(), without(Flag.SEEN)));
            case "ANSWERED" -> new SearchKey.Flagged(Flag.ANSWERED);
            case "DELETED" -> new SearchKey.Flagged(Flag.DELETED);
            case "DRAFT" -> new SearchKey.Flagged(Flag.DRAFT);
            case "FLAGGED" -> new SearchKey.Flagged(Flag.FLAGGED);
            case "SEEN" -> new SearchKey.Flagged(Flag.SEEN);
            case "UNANSWERED" -> without(Flag.ANSWERED);
            case "UNDELETED" -> without(Flag.DELETED);
            case "UNDRAFT" -> without(Flag.DRAFT);
            case "UNFLAGGED" -> without(Flag.FLAGGED);
            case "UNSEEN" -> without(Flag.SEEN);
            case "KEYWORD" -> keyword();
            case "UNKEYWORD" -> new SearchKey.Not(keyword());
            default -> withArgument(word);
        };
    }

    private SearchKey withArgument(String word) throws IOException, SyntaxException {
        in.space();
        return switch (word) {
            case "BCC", "CC", "FROM", "SUBJECT", "TO" -> new SearchKey.Envelope(Field.valueOf(word), text());
            case "HEADER" -> header();
            case "BODY" -> new SearchKey.Body(text());
            case "TEXT" -> new SearchKey.Text(text());
            case "BEFORE" -> new SearchKey.Internal(When.BEFORE, DateParser.date(in));
            case "ON" -> new SearchKey.Internal(When.ON, DateParser.date(in));
            case "SINCE" -> new SearchKey.Internal(When.SINCE, DateParser.date(in));
            case "SENTBEFORE" -> new SearchKey.Sent(When.BEFORE, DateParser.date(in));
            case "SENTON" -> new SearchKey.Sent(When.ON, DateParser.date(in));
            case "SENTSINCE" -> new SearchKey.Sent(When.SINCE, DateParser.date(in));
            case "LARGER" -> new SearchKey.Larger(in.number());
            case "SMALLER" -> new SearchKey.Smaller(in.number());
            case "UID" -> new SearchKey.Uid(SequenceParser.set(in));
            default -> throw new SyntaxException("not a search key");
        };
    }

    private SearchKey nextKey() throws IOException, SyntaxException {
        in.space();
        return key();
    }

    private static SearchKey without(Flag flag) {
        return new SearchKey.Not(new SearchKey.Flagged(flag));
    }

    private SearchKey keyword() throws SyntaxException {
        in.space();
        return new SearchKey.Keyword(FlagParser.keyword(in));
    }

    private SearchKey header() throws IOException, SyntaxException {
        String name = in.astring();
        in.space();
        return new SearchKey.Header(name, text());
    }

    /** Clients send UTF-8 without saying so; what says US-ASCII is read the same. */
    private String text() throws IOException, SyntaxException {
        String octets = in.astring();
        if (charset.isEmpty()) return octets;
        try {
            ByteBuffer bytes = ByteBuffer.wrap(octets.getBytes(StandardCharsets.ISO_8859_1));
            return charset.get().newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new SyntaxException("the text is not in the charset of the search");
        }
    }
}
