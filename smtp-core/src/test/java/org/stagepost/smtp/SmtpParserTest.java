package org.stagepost.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stagepost.mail.Address;
import org.stagepost.mail.Domain;
import org.stagepost.mail.MailOptions;
import org.stagepost.mail.MailOptions.Body;
import org.stagepost.mail.MailOptions.Returned;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Recipient.Notify;
import org.stagepost.mail.ReversePath;
import org.stagepost.smtp.SmtpCommand.Auth;
import org.stagepost.smtp.SmtpCommand.Bdat;
import org.stagepost.smtp.SmtpCommand.Etrn.Scope;
import org.stagepost.smtp.SmtpCommand.Foreign;
import org.stagepost.smtp.SmtpCommand.Mail;
import org.stagepost.smtp.SmtpCommand.Malformed;
import org.stagepost.smtp.SmtpCommand.Rcpt;
import org.stagepost.smtp.SmtpCommand.Uncounted;
import org.stagepost.smtp.SmtpCommand.Unimplemented;
import org.stagepost.smtp.SmtpCommand.Unknown;

class SmtpParserTest {
    private final SmtpParser parser = new SmtpParser(EnumSet.allOf(Extension.class), () -> new Domain("example.org"));

    private String code(String line) {
        SmtpCommand command = parser.parse(line);
        assertThat(command).as(line).isInstanceOf(Malformed.class);
        return ((Malformed) command).reply().toString().substring(0, 9);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MAIL FROM:<ann@example.org>|ann@example.org",
                "mail from:<Ann@EXAMPLE.org>|Ann@example.org",
                "MAIL FROM: <ann@example.org> |ann@example.org",
                "MAIL FROM:<>|''",
                "MAIL FROM:<\"a b\"@example.org>|\"a b\"@example.org",
                "MAIL FROM:<\"a@b\"@example.org>|\"a@b\"@example.org",
                "MAIL FROM:<\"a>b\"@example.org>|\"a>b\"@example.org",
                "MAIL FROM:<\"ann\"@example.org>|ann@example.org",
                "MAIL FROM:<@one.example,@two.example:ann@example.org>|ann@example.org",
                "MAIL FROM:<ann@[127.0.0.1]>|ann@[127.0.0.1]",
                "MAIL FROM:<ann@[IPv6:::1]>|ann@[ipv6:::1]",
            })
    void reversePathsAreReadExactly(String line, String path) {
        assertThat(parser.parse(line))
                .isInstanceOfSatisfying(
                        Mail.class, mail -> assertThat(mail.from().toString()).isEqualTo(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MAIL FROM:<\"\">",
                "MAIL FROM:<\"\"@example.org>",
                "MAIL FROM:<a@[IPv6:zz]>",
                "MAIL FROM:<\"a\"b\"@example.org>",
                "MAIL FROM:<a..b@example.org>",
                "MAIL FROM:<ann>",
                "MAIL FROM:<@example.org>",
                "MAIL FROM:<ann@>",
                "MAIL FROM:<@one.example:>",
                "MAIL FROM:<@-:ann@example.org>",
                "MAIL FROM:<aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff12345@example.org>",
            })
    void r15_badSendersAre501(String line) {
        assertThat(code(line)).isEqualTo("501 5.1.7");
    }

    @Test
    void r15_badRecipientsAre501() {
        assertThat(code("RCPT TO:<>")).isEqualTo("501 5.1.3");
        assertThat(code("RCPT TO:<a@b@c>")).isEqualTo("501 5.1.3");
        assertThat(code("RCPT TO:<a@" + "b.".repeat(125) + "example>")).isEqualTo("501 5.1.3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MAIL",
                "MAIL ann@example.org",
                "MAIL FROM:ann@example.org",
                "MAIL FROM:<ann@example.org",
                "MAIL FROM:<ann@example.org>SIZE=1",
                "MAIL FROM:<ann@example.org> SIZE",
                "MAIL FROM:<ann@example.org> SIZE=abc",
                "MAIL FROM:<ann@example.org> SIZE=1 SIZE=2",
                "MAIL FROM:<ann@example.org> BODY=9BIT",
                "MAIL FROM:<ann@example.org> SMTPUTF8=1",
                "MAIL FROM:<ann@example.org> RET=ALL",
                "MAIL FROM:<ann@example.org> =",
                "RCPT FROM:<ann@example.org>",
                "RCPT TO:<ann@example.org> NOTIFY=NEVER,DELAY",
                "RCPT TO:<ann@example.org> NOTIFY=",
                "RCPT TO:<ann@example.org> ORCPT=ann",
                "RCPT TO:<ann@example.org> ORCPT=;ann",
                "DATA now",
                "QUIT now",
                "RSET now",
                "STARTTLS now",
                "EHLO",
                "EHLO two words",
                "EHLO (x)",
                "AUTH",
                "AUTH PLAIN a b",
                "VRFY",
            })
    void r9_badArgumentsAre501(String line) {
        assertThat(code(line)).isEqualTo("501 5.5.4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"+5", "-1", "\u00d9\u00a3", " 7", "9223372036854775808", "0x10", "1e3", ""})
    void c18_sizesAreDigitsOnly(String number) {
        assertThat(code("MAIL FROM:<> SIZE=" + number)).isEqualTo("501 5.5.4");
    }

    @Test
    void c18_aNumberOfTenThousandDigitsIsAnErrorOfSyntax() {
        assertThat(code("MAIL FROM:<> SIZE=" + "9".repeat(1_500))).isEqualTo("501 5.5.4");
        assertThat(code("MAIL FROM:<> SIZE=" + "9".repeat(10_000))).isEqualTo("500 5.5.2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MAIL FROM:<> ENVID=a+0D+0Ab",
                "MAIL FROM:<> ENVID=+0",
                "MAIL FROM:<> ENVID=+zz",
                "MAIL FROM:<> ENVID=+0d",
                "MAIL FROM:<> ENVID=a=b",
                "MAIL FROM:<> AUTH=a+0Ab",
                "MAIL FROM:<> AUTH=+FF",
                "RCPT TO:<ann@example.org> ORCPT=rfc822;a+0D+0Ab",
                "RCPT TO:<ann@example.org> ORCPT=rfc822;a+00b",
                "RCPT TO:<ann@example.org> ORCPT=utf-8;a\\x{0A}b",
                "RCPT TO:<ann@example.org> ORCPT=utf-8;a+0Ab",
                "RCPT TO:<ann@example.org> ORCPT=utf-8;a\\b",
                "RCPT TO:<ann@example.org> ORCPT=rfc822;\u00c3\u00b6",
                "MAIL FROM:<> SMTPUTF8 ENVID=\u00c3\u00b6",
            })
    void r20_noControlCharacterComesOutOfXtext(String line) {
        assertThat(code(line)).isEqualTo("501 5.5.4");
    }

    @Test
    void r9_unknownParametersAre555() {
        assertThat(code("MAIL FROM:<> X=1")).isEqualTo("555 5.5.4");
        assertThat(code("RCPT TO:<ann@example.org> SIZE=1")).isEqualTo("555 5.5.4");
        SmtpParser plain = new SmtpParser(Set.of(), () -> new Domain("example.org"));
        assertThat(plain.parse("MAIL FROM:<> SIZE=1"))
                .isInstanceOfSatisfying(
                        Malformed.class, m -> assertThat(m.reply().code()).isEqualTo(555));
    }

    @Test
    void everyParameterReachesTheEnvelope() throws Exception {
        assertThat(parser.parse("MAIL FROM:<ann@example.org> size=1000 BODY=8bitmime SMTPUTF8 RET=HDRS ENVID=a+2Bb"
                        + " AUTH=ann+2Bb"))
                .isEqualTo(new Mail(
                        ReversePath.of(Address.parse("ann@example.org")),
                        new MailOptions(
                                Body.EIGHT_BIT_MIME, true, false, 1000, Optional.of(Returned.HDRS), Optional.of("a+b")),
                        Optional.of("ann+b")));
        assertThat(parser.parse("MAIL FROM:<> AUTH=<>"))
                .isInstanceOfSatisfying(
                        Mail.class, mail -> assertThat(mail.submitter()).isEmpty());
        assertThat(parser.parse("RCPT TO:<bob@example.org> NOTIFY=success,FAILURE ORCPT=rfc822;b+2Bc@example.net"))
                .isEqualTo(new Rcpt(
                        new Recipient(
                                Address.parse("bob@example.org"),
                                Set.of(Notify.SUCCESS, Notify.FAILURE),
                                Optional.of("rfc822;b+c@example.net")),
                        false));
    }

    @ParameterizedTest
    @ValueSource(ints = {-9, -1, 0, 1, 9})
    void aPriorityIsOneDigitMaybeBelowZero(int priority) {
        assertThat(parser.parse("MAIL FROM:<> mt-priority=" + priority))
                .isInstanceOfSatisfying(
                        Mail.class,
                        mail -> assertThat(mail.options().priority()).isEqualTo(priority));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "-10", "+1", "-0", "01", "-", "1.", "\u0663", "9999999999999999999"})
    void c18_anyOtherPriorityIsRefused(String value) {
        assertThat(code("MAIL FROM:<> MT-PRIORITY=" + value)).startsWith("50");
        if (value.charAt(0) < 128)
            assertThat(code("MAIL FROM:<> MT-PRIORITY=" + value)).isEqualTo("501 5.5.2");
    }

    @Test
    void aPriorityMayStandThereOnce() {
        assertThat(code("MAIL FROM:<> MT-PRIORITY=1 MT-PRIORITY=1")).isEqualTo("501 5.5.4");
        assertThat(code("MAIL FROM:<> MT-PRIORITY")).isEqualTo("501 5.5.2");
    }

    @Test
    void anOriginalRecipientOfUtf8HasOneFormInside() {
        for (String form : new String[] {"j\\x{F6}rg@example.net", "j\u00c3\u00b6rg@example.net"})
            assertThat(parser.parse("RCPT TO:<bob@example.org> ORCPT=utf-8;" + form))
                    .isInstanceOfSatisfying(Rcpt.class, rcpt -> {
                        assertThat(rcpt.to().originalRecipient()).contains("utf-8;j\u00f6rg@example.net");
                        assertThat(rcpt.international()).isEqualTo(form.indexOf('\\') < 0);
                    });
    }

    @Test
    void aBarePostmasterBelongsToUs() {
        assertThat(parser.parse("RCPT TO:<PostMaster>"))
                .isInstanceOfSatisfying(
                        Rcpt.class, rcpt -> assertThat(rcpt.to()).hasToString("postmaster@example.org"));
    }

    @Test
    void r16_internationalAddressesNeedSmtpUtf8() {
        assertThat(code("MAIL FROM:<j\u00c3\u00b6rg@example.org>")).isEqualTo("553 5.6.7");
        assertThat(parser.parse("MAIL FROM:<j\u00c3\u00b6rg@example.org> SMTPUTF8"))
                .isInstanceOfSatisfying(
                        Mail.class, mail -> assertThat(mail.from()).hasToString("j\u00f6rg@example.org"));
        assertThat(parser.parse("RCPT TO:<ann@b\u00c3\u00bccher.example>"))
                .isInstanceOfSatisfying(
                        Rcpt.class, rcpt -> assertThat(rcpt.international()).isTrue());
    }

    @Test
    void c6_octetsThatAreNoUtf8AreNoCommand() {
        assertThat(code("NOOP \u00ff")).isEqualTo("500 5.5.2");
        assertThat(code("MAIL FROM:<\u00c3@example.org> SMTPUTF8")).isEqualTo("500 5.5.2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "XYZ", "MAIL\tFROM:<>", "NO\u00c3\u00b6P", "HELO:x", "\u0016\u0003", "R\u00c5\u00bfET"})
    void r9_whatNoStandardKnowsIsUnknown(String line) {
        assertThat(parser.parse(line)).isInstanceOf(Unknown.class);
    }

    @Test
    void aQueueIsStartedForANodeWhatIsBelowItOrByItsName() {
        assertThat(parser.parse("ETRN venus.test")).isEqualTo(new SmtpCommand.Etrn(Scope.NODE, "venus.test"));
        assertThat(parser.parse("etrn @venus.test")).isEqualTo(new SmtpCommand.Etrn(Scope.SUBDOMAINS, "venus.test"));
        assertThat(parser.parse("ETRN #uucp")).isEqualTo(new SmtpCommand.Etrn(Scope.QUEUE, "uucp"));
        for (String bad : new String[] {"ETRN", "ETRN localname", "ETRN @", "ETRN #", "ETRN a.b c.d"})
            assertThat(code(bad)).isEqualTo("501 5.5.4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TURN", "SEND FROM:<>", "XFORWARD ADDR=192.0.2.1"})
    void r9_whatIsNotDoneHereIsUnimplemented(String line) {
        assertThat(parser.parse(line)).isInstanceOf(Unimplemented.class);
    }

    @ParameterizedTest
    @CsvSource({
        "BDAT 86, 86, false",
        "bdat 0 last, 0, true",
        "BDAT 0086  LAST, 86, true",
        "BDAT 9223372036854775807, 9223372036854775807, false",
        "BDAT 9223372036854775808 LAST, 9223372036854775807, true"
    })
    void aChunkSaysHowManyOctetsThereAreAndWhetherItIsTheLast(String line, long octets, boolean last) {
        assertThat(parser.parse(line)).isEqualTo(new Bdat(octets, last));
        assertThat(parser.parse(line + " ".repeat(3_000))).isEqualTo(new Bdat(octets, last));
        assertThat(parser.parse(line.replace("BDAT ", "BDAT " + "0".repeat(3_000))))
                .isInstanceOf(Bdat.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BDAT",
                "BDAT x",
                "BDAT\t5",
                "BDAT:5",
                "BDAT 5 5",
                "BDAT 5LAST",
                "BDAT 5 LAST 5",
                "BDAT 5 LASTS",
                "BDAT +5",
                "BDAT -1",
                "BDAT \u0663",
                "BDAT 5 FIRST"
            })
    void r5_c18_aChunkThatDoesNotSayHowManyIsOneAllTheSame(String line) {
        assertThat(parser.parse(line)).isInstanceOf(Uncounted.class);
        assertThat(parser.parse(line + " ".repeat(3_000) + "x")).isInstanceOf(Uncounted.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1",
                "GET/ HTTP/1.1",
                "propfind /dav HTTP/1.1",
                "POST / HTTP/1.1",
                "CONNECT mx:25 HTTP/1.1",
                "PRI * HTTP/2.0",
                "PROXY TCP4 192.0.2.1 192.0.2.2 1 2"
            })
    void c8_otherProtocolsAreKnownByTheirFirstWord(String line) {
        assertThat(parser.parse(line)).isInstanceOf(Foreign.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ann", "<ann@example.org>", "<>", "Ann Other", "<a", "j\u00c3\u00b6rg"})
    void r11_whoIsAskedForIsPassedOnWithoutItsBrackets(String who) {
        String plain = who.replace("\u00c3\u00b6", "\u00f6").replaceAll("^<(.*)>$", "$1");
        assertThat(parser.parse("VRFY " + who)).isEqualTo(new SmtpCommand.Vrfy(plain, false));
        assertThat(parser.parse("EXPN " + who)).isEqualTo(new SmtpCommand.Expn(plain, false));
        assertThat(code("EXPN")).isEqualTo("501 5.5.4");
    }

    @Test
    void r8_onlyALoginMayHaveALongLine() {
        assertThat(code("NOOP " + "x".repeat(2_044))).isEqualTo("500 5.5.2");
        assertThat(parser.parse("AUTH PLAIN " + "A".repeat(12_277))).isInstanceOf(Auth.class);
        assertThat(code("AUTH PLAIN " + "A".repeat(12_278))).isEqualTo("500 5.5.6");
    }

    @Test
    void aLoginKeepsItsInitialResponse() {
        assertThat(parser.parse("AUTH plain =")).isEqualTo(new Auth("PLAIN", Optional.of("=")));
        assertThat(parser.parse("auth LOGIN")).isEqualTo(new Auth("LOGIN", Optional.empty()));
    }
}
