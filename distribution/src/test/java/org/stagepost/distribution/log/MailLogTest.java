package org.stagepost.distribution.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.stagepost.mail.TraceId;
import org.stagepost.trace.TraceEvent;
import org.stagepost.trace.TraceEvent.Stage;

/** One line an event of a message, in words that programs can take apart. */
final class MailLogTest {
    private static final String ID = "01AAAAAAAAAAAAAA";
    private static final String HOST = "mx.mars.test";

    private static String line(Stage stage, String from, String to, String what, String why) {
        return MailLog.line(event(stage, from, to, what, why, List.of("ann@venus.test", "bob@mars.test")));
    }

    private static TraceEvent event(
            Stage stage, String from, String to, String what, String why, List<String> parties) {
        return new TraceEvent(Instant.EPOCH, new TraceId(ID), stage, HOST, from, to, what, why, parties, "", List.of());
    }

    @Test
    void whoWhatAndWhyStandInOneLine() {
        assertThat(line(Stage.MTA, "client.example [192.0.2.7]", HOST, "250 2.0.0 queued as X", "for domains of ours"))
                .isEqualTo("accepted id=01AAAAAAAAAAAAAA stage=MTA from=<ann@venus.test> to=<bob@mars.test>"
                        + " peer=\"client.example [192.0.2.7]\" reply=\"250 2.0.0 queued as X\" why=\"for domains"
                        + " of ours\"");
    }

    @Test
    void eachEventHasItsWord() {
        String peer = "mx.venus.test [192.0.2.8]";
        assertThat(Stream.of(
                                line(Stage.MTA, "x", HOST, "450 4.7.1 later", ""),
                                line(Stage.MSA, "ann", HOST, "550 5.7.1 no", ""),
                                line(Stage.MSA, "ann", "", "alarm: all messages of an hour are used up", ""),
                                line(Stage.QUEUE, "x", "queue", "250 2.0.0 queued as X", "for one recipient"),
                                line(Stage.MTA, HOST, peer, "250 2.0.0 ok", ""),
                                line(Stage.MTA, HOST, peer, "451 4.4.1 no answer", ""),
                                line(Stage.MTA, HOST, peer, "550 5.1.1 nobody", ""),
                                line(Stage.MDA, "bob@mars.test", "bob@mars.test INBOX", "250 2.1.5 ok", ""),
                                line(Stage.MDA, "bob@mars.test", "bob@mars.test", "452 4.2.2 full", ""),
                                line(Stage.QUEUE, "queue", "x", "250 2.0.0 q", "the sender is told of the failure"),
                                line(Stage.QUEUE, "queue", "x", "250 2.0.0 q", "the sender is told of the delay"),
                                line(Stage.QUEUE, "queue", "", "expired", "554 5.4.7 given up"),
                                line(Stage.QUEUE, "root", "queue", "returned to the sender", "why"))
                        .map(line -> line.substring(0, line.indexOf(' '))))
                .containsExactly(
                        "deferred",
                        "refused",
                        "alarm",
                        "queued",
                        "sent",
                        "deferred",
                        "refused",
                        "delivered",
                        "deferred",
                        "bounced",
                        "reported",
                        "expired",
                        "returned-to-the-sender");
    }

    @Test
    void questionsAndCallsAreNoEventsOfTheirOwn() {
        Logger logger = (Logger) LoggerFactory.getLogger("org.stagepost.mail");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try {
            MailLog mail = new MailLog();
            mail.report(event(Stage.DNS, "MX venus.test?", "", "mx.venus.test", "", List.of()));
            mail.report(event(Stage.MTA, "ann@venus.test", "delivery", "250 2.1.5 ok", "", List.of()));
            mail.report(event(Stage.MDA, "bob@mars.test", "bob@mars.test INBOX", "250 2.1.5 ok", "", List.of()));
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
        String line = line(Stage.MTA, "x\" id=0 reply=\"250", HOST, "550 5.7.1 no\\", "a\nb");
        assertThat(line).contains("peer=\"x\\\" id=0 reply=\\\"250\"", "reply=\"550 5.7.1 no\\\\\"");
    }

    @Test
    void aThousandRecipientsAreNoThousandWords() {
        List<String> parties =
                IntStream.range(0, 1_001).mapToObj(i -> "p" + i + "@x.test").toList();
        assertThat(MailLog.line(event(Stage.MTA, "x", HOST, "250 ok", "", parties)))
                .contains("to=<p1@x.test>,", "<p10@x.test>,+990 ")
                .doesNotContain("p11@");
        assertThat(MailLog.line(
                        event(Stage.QUEUE, "queue", "quarantine", "not delivered", "y", Collections.emptyList())))
                .isEqualTo(
                        "not-delivered id=01AAAAAAAAAAAAAA stage=QUEUE peer=quarantine reply=\"not delivered\" why=y");
    }
}
