package org.stagepost.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;
import org.stagepost.fuzz.Mutants;
import org.stagepost.mail.Domain;

class CommandFuzzTest {
    private static final Set<Extension> ALL = EnumSet.allOf(Extension.class);

    static Stream<byte[]> seeds() {
        return Mutants.seeds(
                "EHLO [IPv6:2001:db8::1]",
                "MAIL FROM:<@a,@b:\"c d\"@e> SIZE=123 BODY=BINARYMIME RET=HDRS ENVID=a+2Bb SMTPUTF8 AUTH=<>",
                "MAIL FROM:<> SIZE=99999999999999999999",
                "MAIL FROM:<a@b> BY=-120;NT MT-PRIORITY=-9 HOLDFOR=86400 REQUIRETLS",
                "MAIL FROM:<a@b> HOLDUNTIL=2026-12-24T18:00:00.5Z BY=999999999;R",
                "ETRN @example.org",
                "ETRN #queue",
                "ATRN example.org,example.net",
                "RCPT TO:<ann@[192.0.2.1]> NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;a+40b",
                "RCPT TO:<Postmaster>",
                "RCPT TO:<j\u00c3\u00b6@b\u00c3\u00bccher.example> ORCPT=utf-8;a\\x{e4}",
                "BDAT 86 LAST",
                "AUTH PLAIN AGEAYg==",
                "XCLIENT ADDR=IPV6:::1 NAME=a+2Bb LOGIN=x PROTO=ESMTP",
                "VRFY <ann>",
                "STARTTLS",
                "DATA",
                "GET / HTTP/1.1",
                "NOOP anything",
                "QUIT ");
    }

    /** Every line is some command, and one that is none is refused with a negative reply, never with an exception. */
    @MethodSource("seeds")
    @FuzzTest
    void c6_c18_r9_parse(byte[] octets) {
        for (Set<Extension> offered : Set.of(ALL, Set.<Extension>of())) {
            SmtpCommand command = new SmtpParser(offered, () -> new Domain("example.org")).parse(Mutants.text(octets));
            switch (command) {
                case SmtpCommand.Malformed malformed ->
                    assertThat(malformed.reply().code()).isBetween(500, 559);
                case SmtpCommand.Bdat bdat -> assertThat(bdat.octets()).isNotNegative();
                case SmtpCommand.Mail mail -> assertThat(mail.options().size()).isNotNegative();
                case SmtpCommand.Rcpt rcpt ->
                    assertThat(rcpt.to().address().toString().chars()).allMatch(c -> c >= ' ' && c != 127);
                default -> assertThat(command).isNotNull();
            }
        }
    }

    @Test
    void mutants() {
        Mutants.each(seeds(), 20_000, this::c6_c18_r9_parse);
    }
}
