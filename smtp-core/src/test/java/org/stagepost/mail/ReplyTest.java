package org.stagepost.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReplyTest {
    @Test
    void aReplyReadsAsOneLine() {
        assertThat(Reply.of(550, "5.1.1", "no such user")).hasToString("550 5.1.1 no such user");
        assertThat(Reply.of(354, "", "go ahead")).hasToString("354 go ahead");
        assertThat(Reply.of(250, "2.0.0", "one", "two").text()).isEqualTo("one two");
    }

    @Test
    void itsFirstDigitDecides() {
        assertThat(Reply.of(250, "2.0.0", "x").positive()).isTrue();
        assertThat(Reply.of(354, "", "x").intermediate()).isTrue();
        assertThat(Reply.of(451, "4.3.0", "x").temporary()).isTrue();
        assertThat(Reply.of(550, "5.1.1", "x").permanent()).isTrue();
        assertThatThrownBy(() -> Reply.of(199, "", "x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aStatusOfAPeerIsCheckedNumberByNumber() throws SyntaxException {
        assertThat(EnhancedStatus.parse("4.7.123")).isEqualTo(new EnhancedStatus(4, 7, 123));
        for (String bad : List.of("3.0.0", "5.1", "5.1.1.1", "5.1.1000", "5.+1.1", "a.b.c", ""))
            assertThatThrownBy(() -> EnhancedStatus.parse(bad)).as(bad).isInstanceOf(SyntaxException.class);
    }

    @Test
    void traceIdsSortByTimeAndComeBackFromText() throws SyntaxException {
        Random random = new Random(1);
        TraceId early = TraceId.next(Clock.fixed(Instant.ofEpochMilli(1_000_000), ZoneOffset.UTC), random);
        TraceId late = TraceId.next(Clock.fixed(Instant.ofEpochMilli(1_000_032), ZoneOffset.UTC), random);
        assertThat(early).isLessThan(late);
        assertThat(TraceId.parse(Ascii.lower(late.text()))).isEqualTo(late);
        assertThatThrownBy(() -> TraceId.parse("01KAB")).isInstanceOf(SyntaxException.class);
        assertThatThrownBy(() -> TraceId.parse("../../etc/passwd")).isInstanceOf(SyntaxException.class);
    }

    @Test
    void anOutcomeKeepsTheOrderOfTheRecipients() throws SyntaxException {
        Recipient ann = Recipient.of(Address.parse("ann@a.example"));
        Recipient bob = Recipient.of(Address.parse("bob@b.example"));
        Envelope envelope = Envelope.from(TraceId.parse("0123456789ABCDEF"), ReversePath.NULL)
                .and(bob)
                .and(ann);
        Outcome outcome = Outcome.all(envelope, Reply.of(250, "2.0.0", "fine"));
        assertThat(outcome.replies().keySet()).containsExactly(bob, ann);
        assertThat(outcome.allPositive()).isTrue();
    }
}
