package org.stagepost.distribution.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import org.stagepost.mail.TraceId;
import org.stagepost.trace.TraceEvent;
import org.stagepost.trace.TraceEvent.Kind;
import org.stagepost.trace.TraceEvent.Stage;

/** One line an event of a message, in words that programs can take apart. */
final class MailLogTest {
    private static final String ID = "01AAAAAAAAAAAAAA";
    private static final String HOST = "mx.mars.test";

    private static String line(Kind kind, String from, String to, String what, String why) {
        return MailLog.line(event(kind, from, to, what, why, List.of("ann@venus.test", "bob@mars.test")));
    }

    private static TraceEvent event(Kind kind, String from, String to, String what, String why, List<String> parties) {
        return new TraceEvent(
                Instant.EPOCH, new TraceId(ID), Stage.MTA, kind, HOST, from, to, what, why, parties, "", List.of());
    }

    @Test
    void whoWhatAndWhyStandInOneLine() {
        assertThat(line(
                        Kind.ACCEPTED,
                        "client.example [192.0.2.7]",
                        HOST,
                        "250 2.0.0 queued as X",
                        "for domains of ours"))
                .isEqualTo("accepted id=01AAAAAAAAAAAAAA stage=MTA from=<ann@venus.test> to=<bob@mars.test>"
                        + " peer=\"client.example [192.0.2.7]\" reply=\"250 2.0.0 queued as X\" why=\"for domains"
                        + " of ours\"");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void itsKindIsTheFirstWord(Kind kind) {
        assertThat(line(kind, "x", HOST, "alarm: 550", "the sender is told of the failure"))
                .startsWith(kind.name().toLowerCase(Locale.ROOT).replace('_', '-') + " id=");
    }

    @Test
    void questionsAndCallsAreNoEventsOfTheirOwn() {
        Logger logger = (Logger) LoggerFactory.getLogger("org.stagepost.mail");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try {
            MailLog mail = new MailLog();
            mail.report(event(Kind.RESOLVED, "MX venus.test?", "", "mx.venus.test", "", List.of()));
            mail.report(event(Kind.CALLED, "ann@venus.test", "delivery", "250 2.1.5 ok", "", List.of()));
            mail.report(event(Kind.DELIVERED, "bob@mars.test", "bob@mars.test INBOX", "250 2.1.5 ok", "", List.of()));
            assertThat(log.list)
                    .singleElement()
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .asString()
                    .startsWith("delivered id=" + ID);
        } finally {
            logger.detachAppender(log);
        }
    }

    @Test
    void c17_nobodyForgesAKeyOrALine() {
        String line = line(Kind.REFUSED, "x\" id=0 reply=\"250", HOST, "550 5.7.1 no\\", "a\nb");
        assertThat(line).contains("peer=\"x\\\" id=0 reply=\\\"250\"", "reply=\"550 5.7.1 no\\\\\"");
    }

    @Test
    void aThousandRecipientsAreNoThousandWords() {
        List<String> parties =
                IntStream.range(0, 1_001).mapToObj(i -> "p" + i + "@x.test").toList();
        assertThat(MailLog.line(event(Kind.ACCEPTED, "x", HOST, "250 ok", "", parties)))
                .contains("to=<p1@x.test>,", "<p10@x.test>,+990 ")
                .doesNotContain("p11@");
        assertThat(MailLog.line(
                        event(Kind.SET_ASIDE, "queue", "quarantine", "not delivered", "y", Collections.emptyList())))
                .isEqualTo("set-aside id=01AAAAAAAAAAAAAA stage=MTA peer=quarantine reply=\"not delivered\" why=y");
    }
}
