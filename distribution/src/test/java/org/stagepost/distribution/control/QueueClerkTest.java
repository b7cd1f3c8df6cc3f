package org.stagepost.distribution.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.disk.RealDisk;
import org.stagepost.mail.Address;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.ReversePath;
import org.stagepost.mail.TraceId;
import org.stagepost.mta.queue.OrdersAtRest;
import org.stagepost.mta.queue.QueueSettings;
import org.stagepost.mta.queue.Spool;
import org.stagepost.mta.queue.Suppressed;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent.Stage;
import org.stagepost.trace.Tracer;

/** A queue of more messages than are listed. */
class QueueClerkTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T09:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

    @Test
    void theRestIsCountedAndOnlyWhatFits() throws Exception {
        try (RealDisk disk = new RealDisk()) {
            Reporter nobody = new Reporter(Tracer.NONE, CLOCK, Stage.QUEUE, "");
            Spool spool = new Spool(new QueueSettings(folder.resolve("queue"), 1 << 20, 100), disk, CLOCK, nobody);
            spool.start();
            Random random = new Random(1);
            for (String to : List.of("a@venus.test", "b@venus.test", "c@pluto.test", "d@venus.test", "e@pluto.test")) {
                Envelope envelope = Envelope.from(TraceId.next(CLOCK, random), ReversePath.NULL)
                        .and(Recipient.of(Address.parse(to)));
                spool.store(envelope, Message.of(new byte[] {'x', '\r', '\n'}));
            }
            Suppressed suppressed = new Suppressed(new Suppressed.Settings(folder.resolve("suppressed")), disk, CLOCK);
            QueueClerk clerk = new QueueClerk(spool, new OrdersAtRest(spool, nobody), suppressed, CLOCK, 1);

            assertThat(clerk.answer(List.of("queue", "list"))).endsWith("and 4 more");
            assertThat(clerk.answer(List.of("queue", "list", "to=venus.test"))).endsWith("and 2 more");
            assertThat(clerk.answer(List.of("queue", "list", "to=pluto.test", "json=yes")))
                    .singleElement()
                    .asString()
                    .contains("\"more\":1");
            spool.stop();
        }
    }
}
