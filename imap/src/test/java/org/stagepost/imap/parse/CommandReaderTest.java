package org.stagepost.imap.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stagepost.imap.command.Anytime;
import org.stagepost.imap.command.BeforeLogin;
import org.stagepost.imap.command.ImapCommand;
import org.stagepost.imap.command.Literal;
import org.stagepost.imap.command.LoggedIn;
import org.stagepost.imap.command.Selected;
import org.stagepost.imap.command.Selected.Echo;
import org.stagepost.imap.command.Selected.Numbering;
import org.stagepost.imap.command.SequenceSet;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mailstore.Flag;
import org.stagepost.mailstore.FlagChange;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.UidSet;

class CommandReaderTest {
    private static ImapCommand read(String text) throws Exception {
        return Typed.command(text);
    }

    @Test
    void wordsMayHaveAnyCase() throws Exception {
        assertThat(read("a1 noop")).isEqualTo(new Anytime.Noop());
        assertThat(read("A.2 CapaBility")).isEqualTo(new Anytime.Capability());
        assertThat(read("x starttls")).isEqualTo(new BeforeLogin.StartTls());
    }

    @Test
    void unknownCommandsAreNoSyntaxError() throws Exception {
        assertThat(read("a xyzzy plugh (")).isEqualTo(new Anytime.Unknown("XYZZY"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a",
                "a ",
                " noop",
                "a  noop",
                "a noop ",
                "a noop x",
                "* noop",
                "a+ noop",
                "a{3} noop",
                "a\u00fc noop",
                "a login u",
                "a login u p x",
                "a login \"u p",
                "a login \"\\u\" p",
                "a login \"\u00ff\" p",
                "a select",
                "a select a(b",
                "a select {3",
                "a select {x}",
                "a select {3}x",
                "a fetch 1",
                "a fetch 0 flags",
                "a fetch 1:0 flags",
                "a fetch 1, flags",
                "a fetch ,1 flags",
                "a fetch +1 flags",
                "a fetch -1 flags",
                "a fetch 4294967296 flags",
                "a fetch 99999999999999999999 flags",
                "a fetch \u0663 flags",
                "a fetch 1 ()",
                "a fetch 1 (flags",
                "a fetch 1 (flags  uid)",
                "a fetch 1 flags uid",
                "a fetch 1 body[",
                "a fetch 1 body[0]",
                "a fetch 1 body[1.]",
                "a fetch 1 body[mime]",
                "a fetch 1 body[header.fields]",
                "a fetch 1 body[header.fields ()]",
                "a fetch 1 body[header.fields (a:b)]",
                "a fetch 1 body[]<0>",
                "a fetch 1 body[]<0.0>",
                "a fetch 1 body[]<-1.2>",
                "a fetch 1 rfc822.peek",
                "a store 1 flags",
                "a store 1 flags (\\Recent)",
                "a store 1 +flags (\\Nonsense)",
                "a store 1 flags.loud (\\Seen)",
                "a store 1 flags (\\Seen",
                "a search",
                "a search foo",
                "a search not",
                "a search or all",
                "a search (all",
                "a search since 1-Foo-2020",
                "a search since 31-Feb-2020",
                "a search since 1-Feb-20",
                "a search larger x",
                "a append x",
                "a append x {3} y",
                "a append x (\\Seen) \"1-Feb-2020 00:00:00 +0000\" {3}",
                "a append x \" 1-Feb-2020 24:00:00 +0000\" {3}",
                "a append x \" 1-Feb-2020 00:00:00 0000\" {3}",
                "a status inbox",
                "a status inbox ()",
                "a status inbox (nothing)",
                "a list \"\"",
                "a list (foo) \"\" *",
                "a list (recursivematch) \"\" *",
                "a list \"\" * return",
                "a list \"\" * return (foo)",
                "a id",
                "a id (\"a\")",
            })
    void whatIsNoCommandIsRefused(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(SyntaxException.class);
    }

    @Test
    void argumentsAreAtomsQuotedStringsOrLiterals() throws Exception {
        assertThat(read("a login ann pass")).isEqualTo(new BeforeLogin.Login("ann", "pass"));
        assertThat(read("a login \"a\\\"n\\\\n\" \"\"")).isEqualTo(new BeforeLogin.Login("a\"n\\n", ""));
        assertThat(read("a login {3}\r\nann {6+}\r\npa\r\nss")).isEqualTo(new BeforeLogin.Login("ann", "pa\r\nss"));
        assertThat(read("a login \"\u00c3\u00bc\" p]")).isEqualTo(new BeforeLogin.Login("\u00c3\u00bc", "p]"));
    }

    @Test
    void synchronizingLiteralsAreAskedFor() throws Exception {
        Typed typed = new Typed("a login {3}\r\nann {4+}\r\npass\r\nb noop\r\n");
        CommandReader reader = typed.reader();
        assertThat(reader.read()).isEqualTo(new BeforeLogin.Login("ann", "pass"));
        assertThat(reader.tag()).isEqualTo("a");
        assertThat(typed.goAheads()).isEqualTo(1);
        assertThat(reader.read()).isEqualTo(new Anytime.Noop());
        assertThat(reader.tag()).isEqualTo("b");
    }

    @Test
    void refusedCommandsTakeTheirLiteralsWithThem() throws Exception {
        CommandReader reader = new Typed("a bad} {3+}\r\nxyz {2+}\r\n\r\n oops\r\nb noop\r\n").reader();
        reader.read();
        assertThat(reader.skip()).isTrue();
        assertThat(reader.read()).isEqualTo(new Anytime.Noop());
    }

    @Test
    void passwordsAreNotPrinted() throws Exception {
        assertThat(read("a login ann secret").toString()).doesNotContain("secret");
    }

    @Test
    void authenticateMayCarryAResponse() throws Exception {
        assertThat(read("a authenticate plain")).isEqualTo(new BeforeLogin.Authenticate("PLAIN", Optional.empty()));
        assertThat(read("a authenticate PLAIN =")).isEqualTo(new BeforeLogin.Authenticate("PLAIN", Optional.of("=")));
        assertThat(read("a authenticate SCRAM-SHA-256 biws"))
                .isEqualTo(new BeforeLogin.Authenticate("SCRAM-SHA-256", Optional.of("biws")));
    }

    @Test
    void appendStopsBeforeTheMessage() throws Exception {
        assertThat(read("a append \"Sent\" (\\Seen kw) \" 5-Feb-2020 01:02:03 -0130\" {12+}"))
                .isEqualTo(new LoggedIn.Append(
                        "Sent",
                        new Flags(Set.of(Flag.SEEN), Set.of("kw")),
                        Optional.of(Instant.parse("2020-02-05T02:32:03Z")),
                        new Literal(12, Literal.Kind.NON_SYNCHRONIZING)));
        assertThat(read("a append x {9}"))
                .isEqualTo(new LoggedIn.Append(
                        "x", Flags.NONE, Optional.empty(), new Literal(9, Literal.Kind.SYNCHRONIZING)));
    }

    @Test
    void listHasAPlainAndAnExtendedForm() throws Exception {
        assertThat(read("a list \"\" %")).isEqualTo(new LoggedIn.List(Set.of(), "", List.of("%"), Set.of(), Set.of()));
        assertThat(read("a list (subscribed) \"r/\" (\"a*\" b) return (children status (messages))"))
                .isEqualTo(new LoggedIn.List(
                        Set.of(LoggedIn.Selection.SUBSCRIBED),
                        "r/",
                        List.of("a*", "b"),
                        Set.of(LoggedIn.Return.CHILDREN),
                        Set.of(LoggedIn.StatusItem.MESSAGES)));
    }

    @Test
    void uidIsAnotherNumbering() throws Exception {
        SequenceSet set = new SequenceSet(List.of(new UidSet.Range(1, SequenceSet.STAR)));
        assertThat(read("a uid copy 1:* Trash")).isEqualTo(new Selected.Copy(Numbering.UID, set, "Trash"));
        assertThat(read("a move *:1 Trash")).isEqualTo(new Selected.Move(Numbering.SEQUENCE, set, "Trash"));
        assertThat(read("a uid expunge 1:*")).isEqualTo(new Selected.Expunge(Optional.of(set)));
        assertThat(read("a expunge")).isEqualTo(new Selected.Expunge(Optional.empty()));
        assertThat(read("a uid noop")).isEqualTo(new Anytime.Unknown("NOOP"));
    }

    @Test
    void storeKnowsThreeWaysAndSilence() throws Exception {
        SequenceSet one = new SequenceSet(List.of(new UidSet.Range(1, 1)));
        assertThat(read("a store 1 +flags.silent (\\deleted)"))
                .isEqualTo(new Selected.Store(
                        Numbering.SEQUENCE,
                        one,
                        new FlagChange(FlagChange.Kind.ADD, Flags.of(Flag.DELETED)),
                        Echo.SILENT));
        assertThat(read("a uid store 1 -FLAGS \\Seen kw"))
                .isEqualTo(new Selected.Store(
                        Numbering.UID,
                        one,
                        new FlagChange(FlagChange.Kind.REMOVE, new Flags(Set.of(Flag.SEEN), Set.of("kw"))),
                        Echo.TOLD));
        assertThat(read("a store 1 flags ()"))
                .isEqualTo(new Selected.Store(
                        Numbering.SEQUENCE, one, new FlagChange(FlagChange.Kind.REPLACE, Flags.NONE), Echo.TOLD));
    }
}
