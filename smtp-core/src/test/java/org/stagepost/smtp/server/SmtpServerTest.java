package org.stagepost.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.stagepost.mail.Message;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent.Stage;
import org.stagepost.trace.Tracer;

class SmtpServerTest {
    private static final Clock CLOCK = Clock.systemUTC();

    private static String subjectOf(String message, boolean told) throws IOException {
        Reporter reporter = new Reporter(Tracer.NONE, CLOCK, Stage.MSA, "mx.example.org").withSubjects(told);
        SmtpServer server = new SmtpServer(
                TestServer.terms(Dialect.SMTP, Path.of("unused")),
                new TestReceiver(),
                reporter.as(Stage.MTA),
                CLOCK,
                new Random(7));
        return server.subjectOf(Message.of(message.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void theTraceHearsOfSubjectsOnlyWhereItMay() throws IOException {
        String message = "From: ann@example.org\r\nSubject: Lunch\r\n on Friday?\r\n\r\nSubject: not this\r\n";
        assertThat(subjectOf(message, true)).isEqualTo(", \"Lunch on Friday?\"");
        assertThat(subjectOf(message, false)).isEmpty();
    }

    @Test
    void encodedWordsAreReadableAndCannotEndTheLine() throws IOException {
        assertThat(subjectOf("Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe=0D=0AC:_QUIT?=\r\n\r\n", true))
                .startsWith(", \"Grüße")
                .doesNotContain("\r", "\n");
    }

    @Test
    void aBodyIsNoSubject() throws IOException {
        assertThat(subjectOf("From: ann@example.org\r\n\r\nSubject: body\r\n", true))
                .isEqualTo(", without a subject");
        assertThat(subjectOf("", true)).isEqualTo(", without a subject");
    }
}
