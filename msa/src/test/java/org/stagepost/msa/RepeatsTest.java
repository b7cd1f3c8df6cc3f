package org.stagepost.msa;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.ReversePath;
import org.stagepost.mail.TraceId;
import org.stagepost.message.Header;

class RepeatsTest {
    private static final String ANN = "ann@example.org";

    private final Random random = new Random(25);
    private Instant now = Instant.parse("2026-03-01T10:00:00Z");
    private final InstantSource clock = () -> now;
    private final Repeats repeats = new Repeats(clock.withZone(ZoneOffset.UTC));

    private Envelope to(String... recipients) {
        TraceId trace = TraceId.next(clock.withZone(ZoneOffset.UTC), random);
        Envelope envelope = Envelope.from(trace, ReversePath.of(Household.address(ANN)));
        for (String each : recipients) envelope = envelope.and(Recipient.of(Household.address(each)));
        return envelope;
    }

    private static Header header(String fields) throws Exception {
        return Header.read(new ByteArrayInputStream((fields + "\r\n").getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void r25_theSameIdToTheSamePeopleFromTheSameLoginIsARepeat() throws Exception {
        Header header = header("Message-ID: <one@example.org>\r\n");
        Envelope first = to("bob@example.net", "eve@example.net");
        assertThat(repeats.taken(ANN, first, header)).isEmpty();
        assertThat(repeats.taken(ANN, to("bob@example.net"), header)).isEmpty();
        assertThat(repeats.taken("joe@example.org", first, header)).isEmpty();
        assertThat(repeats.taken(ANN, first, header("Message-ID: <two@example.org>\r\n")))
                .isEmpty();

        Envelope second = to("EVE@example.net", "bob@example.net");
        assertThat(repeats.taken(ANN, second, header("message-id:\r\n <one@example.org> \r\n")))
                .hasValue(first.trace());
        assertThat(repeats.taken(ANN, first, header)).as("the last one").hasValue(second.trace());
    }

    @Test
    void r25_tenMinutesLaterItIsNone() throws Exception {
        Header header = header("Message-ID: <one@example.org>\r\n");
        assertThat(repeats.taken(ANN, to("bob@example.net"), header)).isEmpty();
        now = now.plus(Duration.ofMinutes(10));
        assertThat(repeats.taken(ANN, to("bob@example.net"), header)).isEmpty();
        now = now.plus(Duration.ofMinutes(10)).minusMillis(1);
        assertThat(repeats.taken(ANN, to("bob@example.net"), header)).isPresent();
    }

    @Test
    void whatHasNoIdIsLikeNoOther() throws Exception {
        for (String none : new String[] {"", "Message-ID: \r\n"}) {
            assertThat(repeats.taken(ANN, to("bob@example.net"), header(none))).isEmpty();
            assertThat(repeats.taken(ANN, to("bob@example.net"), header(none))).isEmpty();
        }
    }
}
