package org.stagepost.imap.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stagepost.imap.command.SearchKey;
import org.stagepost.imap.command.SearchKey.And;
import org.stagepost.imap.command.SearchKey.Field;
import org.stagepost.imap.command.SearchKey.Flagged;
import org.stagepost.imap.command.SearchKey.Not;
import org.stagepost.imap.command.SearchKey.When;
import org.stagepost.imap.command.Selected;
import org.stagepost.imap.command.SequenceSet;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mailstore.Flag;
import org.stagepost.mailstore.UidSet;

class SearchParserTest {
    private static SearchKey key(String key) throws Exception {
        return ((Selected.Search) Typed.command("a search " + key)).key();
    }

    @Test
    void keysAreJoinedByAnd() throws Exception {
        assertThat(key("unseen (deleted)"))
                .isEqualTo(new And(List.of(new Not(new Flagged(Flag.SEEN)), new Flagged(Flag.DELETED))));
        assertThat(key("new")).isEqualTo(new And(List.of(new SearchKey.Recent(), new Not(new Flagged(Flag.SEEN)))));
        assertThat(key("old")).isEqualTo(new Not(new SearchKey.Recent()));
    }

    @Test
    void operatorsTakeKeys() throws Exception {
        assertThat(key("or not seen (draft 1)"))
                .isEqualTo(new SearchKey.Or(
                        new Not(new Flagged(Flag.SEEN)),
                        new And(List.of(
                                new Flagged(Flag.DRAFT),
                                new SearchKey.Sequence(new SequenceSet(List.of(new UidSet.Range(1, 1))))))));
    }

    @Test
    void argumentsAreTyped() throws Exception {
        assertThat(key("from smith")).isEqualTo(new SearchKey.Envelope(Field.FROM, "smith"));
        assertThat(key("header X-Spam \"\"")).isEqualTo(new SearchKey.Header("X-Spam", ""));
        assertThat(key("since 1-feb-1994")).isEqualTo(new SearchKey.Internal(When.SINCE, LocalDate.of(1994, 2, 1)));
        assertThat(key("sentbefore \"15-Dec-2020\""))
                .isEqualTo(new SearchKey.Sent(When.BEFORE, LocalDate.of(2020, 12, 15)));
        assertThat(key("larger 1000")).isEqualTo(new SearchKey.Larger(1000));
        assertThat(key("unkeyword $Junk")).isEqualTo(new Not(new SearchKey.Keyword("$Junk")));
    }

    @Test
    void textsAreUtf8() throws Exception {
        Selected.Search search = (Selected.Search) Typed.command("a search charset utf-8 subject {2+}\r\n\u00c3\u00bc");
        assertThat(search.charset()).isEqualTo("UTF-8");
        assertThat(search.key()).isEqualTo(new SearchKey.Envelope(Field.SUBJECT, "\u00fc"));
        assertThatThrownBy(() -> key("subject {1+}\r\n\u00fc")).isInstanceOf(SyntaxException.class);
    }

    @Test
    void textsAreReadInTheCharsetThatIsNamed() throws Exception {
        Selected.Search search =
                (Selected.Search) Typed.command("a search charset koi8-r subject {3+}\r\n\u00cd\u00c9\u00d2");
        assertThat(search.key()).isEqualTo(new SearchKey.Envelope(SearchKey.Field.SUBJECT, "\u043c\u0438\u0440"));
    }

    @Test
    void unknownCharsetsAreLeftToTheAnswer() throws Exception {
        Selected.Search search = (Selected.Search) Typed.command("a search charset klingon text {1+}\r\n\u00fc");
        assertThat(search.charset()).isEqualTo("KLINGON");
    }

    @Test
    void i4_depthIsBounded() throws Exception {
        assertThat(key("(".repeat(49) + "all" + ")".repeat(49))).isEqualTo(new SearchKey.All());
        assertThatThrownBy(() -> key("(".repeat(60_000))).isInstanceOf(SyntaxException.class);
        assertThatThrownBy(() -> key("not ".repeat(15_000) + "all")).isInstanceOf(SyntaxException.class);
    }

    @Test
    void i3_literalsAreBounded() throws Exception {
        assertThat(key("text {1+}\r\nx ".repeat(1_000).strip())).isInstanceOf(And.class);
        assertThatThrownBy(() -> key("text {1+}\r\nx ".repeat(1_001).strip())).isInstanceOf(SyntaxException.class);
        String large = "text {100000+}\r\n" + "x".repeat(100_000) + " ";
        assertThatThrownBy(() -> key(large.repeat(11).strip())).isInstanceOf(SyntaxException.class);
    }

    @Test
    void i6_setsAreMergedHoweverLong() throws Exception {
        String line = "1:*,".repeat(15_000) + "1";
        SearchKey.Sequence sequence = (SearchKey.Sequence) key(line);
        assertThat(sequence.set().resolve(7)).hasToString("1:7");
        assertThat(((SearchKey.Sequence) key("9:2,4294967295,*:3")).set().resolve(5))
                .hasToString("2:9,4294967295");
        assertThatThrownBy(() -> key("0")).isInstanceOf(SyntaxException.class);
        assertThatThrownBy(() -> key("1:4294967296")).isInstanceOf(SyntaxException.class);
        assertThatThrownBy(() -> key("$")).isInstanceOf(SyntaxException.class);
    }
}
