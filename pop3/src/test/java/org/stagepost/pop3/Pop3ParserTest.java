package org.stagepost.pop3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stagepost.mail.SyntaxException;
import org.stagepost.pop3.Pop3Command.Auth;
import org.stagepost.pop3.Pop3Command.Pass;
import org.stagepost.pop3.Pop3Command.Retr;
import org.stagepost.pop3.Pop3Command.Top;
import org.stagepost.pop3.Pop3Command.Uidl;
import org.stagepost.pop3.Pop3Command.Unknown;
import org.stagepost.pop3.Pop3Command.User;

class Pop3ParserTest {
    @Test
    void keywordsAreKnownInAnyCase() throws Exception {
        assertThat(Pop3Parser.parse("rEtR 7")).isEqualTo(new Retr(7));
        assertThat(Pop3Parser.parse("uidl")).isEqualTo(new Uidl(Optional.empty()));
        assertThat(Pop3Parser.parse("top 1 10")).isEqualTo(new Top(1, 10));
        assertThat(Pop3Parser.parse("auth scram-sha-256 biws"))
                .isEqualTo(new Auth("SCRAM-SHA-256", Optional.of("biws")));
    }

    @Test
    void a7_namesAndPasswordsAreUtf8() throws Exception {
        assertThat(Pop3Parser.parse("USER jos\u00c3\u00a9")).isEqualTo(new User("jos\u00e9"));
        assertThat(Pop3Parser.parse("PASS \u00c3\u00a9 "))
                .isInstanceOfSatisfying(
                        Pass.class, pass -> assertThat(pass.password()).containsExactly(0xc3, 0xa9, ' '));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", " STAT", "RETR\t1", "S\u0130AT", "\u00ff\u00fe", "XTND", "APOP a b", "\u017ftat"})
    void c6_whatIsNoKeywordIsUnknown(String line) throws Exception {
        assertThat(Pop3Parser.parse(line)).isInstanceOf(Unknown.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "USER",
                "USER ",
                "USER \u00e9",
                "PASS",
                "AUTH",
                "AUTH PLAIN ",
                "AUTH PLAIN a b",
                "STAT ",
                "STAT 1",
                "NOOP x",
                "RETR",
                "RETR ",
                "RETR +5",
                "RETR -1",
                "RETR  7",
                "RETR 7 ",
                "RETR 0x1",
                "RETR 1e3",
                "RETR \u0663",
                "RETR \u00d9\u00a3",
                "RETR 2147483648",
                "RETR 9223372036854775808",
                "TOP 1",
                "TOP 1 -1",
                "TOP 1  1",
                "TOP 1 1 ",
                "LIST ",
                "UIDL a",
            })
    void c18_wrongArgumentsAreASyntaxError(String line) {
        assertThatThrownBy(() -> Pop3Parser.parse(line)).isInstanceOf(SyntaxException.class);
    }

    @Test
    void c18_anEndlessNumberIsASyntaxErrorToo() {
        assertThatThrownBy(() -> Pop3Parser.parse("RETR " + "9".repeat(10_000))).isInstanceOf(SyntaxException.class);
    }
}
