package org.stagepost.imap.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stagepost.imap.command.FetchItem;
import org.stagepost.imap.command.FetchItem.Attribute;
import org.stagepost.imap.command.FetchItem.Mark;
import org.stagepost.imap.command.FetchItem.Partial;
import org.stagepost.imap.command.FetchItem.Section;
import org.stagepost.imap.command.FetchItem.Text;
import org.stagepost.imap.command.Selected;

class FetchParserTest {
    private static List<FetchItem> items(String items) throws Exception {
        return ((Selected.Fetch) Typed.command("a fetch 1 " + items)).items();
    }

    private static Section section(String item) throws Exception {
        return (Section) items(item).getFirst();
    }

    @Test
    void macrosStandForItems() throws Exception {
        assertThat(items("fast")).containsExactly(Attribute.FLAGS, Attribute.INTERNALDATE, Attribute.RFC822_SIZE);
        assertThat(items("ALL")).contains(Attribute.ENVELOPE).hasSize(4);
        assertThat(items("FULL")).contains(Attribute.ENVELOPE, Attribute.BODY).hasSize(5);
    }

    @Test
    void noItemStandsTwice() throws Exception {
        assertThat(items("(UID FLAGS UID BODY[] BODY[])")).hasSize(3);
    }

    @Test
    void uidFetchAlwaysTellsTheUid() throws Exception {
        assertThat(((Selected.Fetch) Typed.command("a uid fetch 1 flags")).items())
                .containsExactly(Attribute.FLAGS, Attribute.UID);
    }

    @Test
    void sectionsAreCalledWhatTheyWereAskedFor() throws Exception {
        assertThat(section("body[]"))
                .isEqualTo(new Section("BODY[]", List.of(), Text.ALL, List.of(), Optional.empty(), Mark.SEEN));
        assertThat(section("body.peek[1.2.mime]<5.10>"))
                .isEqualTo(new Section(
                        "BODY[1.2.MIME]<5>",
                        List.of(1, 2),
                        Text.MIME,
                        List.of(),
                        Optional.of(new Partial(5, 10)),
                        Mark.PEEK));
        assertThat(section("body[header.fields (From \"x-(y\")]"))
                .isEqualTo(new Section(
                        "BODY[HEADER.FIELDS (From \"x-(y\")]",
                        List.of(),
                        Text.HEADER_FIELDS,
                        List.of("From", "x-(y"),
                        Optional.empty(),
                        Mark.SEEN));
        assertThat(section("body.peek[3.header.fields.not ({4}\r\nDate)]").label())
                .isEqualTo("BODY[3.HEADER.FIELDS.NOT (Date)]");
    }

    @Test
    void olderItemsKeepTheirNames() throws Exception {
        assertThat(section("rfc822").label()).isEqualTo("RFC822");
        assertThat(section("rfc822.header").mark()).isEqualTo(Mark.PEEK);
        assertThat(section("rfc822.text").mark()).isEqualTo(Mark.SEEN);
        assertThat(items("body")).containsExactly(Attribute.BODY);
    }
}
