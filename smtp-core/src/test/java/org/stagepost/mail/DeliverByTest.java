package org.stagepost.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The time of delivery of RFC 2852. */
class DeliverByTest {
    private static final Instant MAIL = Instant.parse("2026-03-01T10:00:00Z");

    @ParameterizedTest
    @CsvSource({"120;R, 120;R", "+5;rT, 5;RT", "-7;n, -7;N", "0;NT, 0;NT", "999999999;N, 999999999;N"})
    void itIsSecondsAndWhatHappensThen(String text, String canonical) throws Exception {
        assertThat(DeliverBy.parse(text)).hasToString(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ";", "R", ";R", "1", "1;", "1;TR", "0;R", "-1;R", "1 ;N", "--1;N", "1.5;N", "9999999999;N"})
    void c18_whatIsNoTimeIsRefused(String text) {
        assertThatThrownBy(() -> DeliverBy.parse(text)).isInstanceOf(SyntaxException.class);
    }

    @Test
    void theNextServerIsToldWhatIsLeft() throws Exception {
        Envelope envelope = envelope("120;RT");

        assertThat(envelope.deadline()).contains(MAIL.plusSeconds(120));
        assertThat(envelope.sentAt(MAIL.plusMillis(22_900)).options().by())
                .hasValueSatisfying(by -> assertThat(by).hasToString("98;RT"));
        assertThat(envelope("-999999999;N")
                        .sentAt(MAIL.plusSeconds(60))
                        .options()
                        .by())
                .hasValueSatisfying(by -> assertThat(by).hasToString("-999999999;N"));
        Envelope usual = envelope.with(MailOptions.NONE);
        assertThat(usual.sentAt(MAIL.plusSeconds(60))).isSameAs(usual);
        assertThat(usual.deadline()).isEmpty();
    }

    private static Envelope envelope(String by) throws SyntaxException {
        TraceId id = TraceId.next(Clock.fixed(MAIL, ZoneOffset.UTC), new Random(1));
        return Envelope.from(id, ReversePath.NULL).with(MailOptions.NONE.by(DeliverBy.parse(by)));
    }
}
