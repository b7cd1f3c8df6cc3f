package org.stagepost.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stagepost.mail.Address;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.mail.ReversePath;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mail.TraceId;

/** What is remembered of the next stage's answers, and for whom. */
class CallAheadTest {
    private final AtomicInteger asked = new AtomicInteger();

    @ParameterizedTest
    @CsvSource({
        "250, 2.1.5, 1", "550, 5.1.1, 1", "550, 5.1.6, 1", "556, 5.1.10, 1", "550, 5.2.1, 1",
        "552, 5.2.3, 2", "550, 5.7.1, 2", "550, '', 2", "451, 4.1.1, 2", "452, 4.2.2, 2"
    })
    void onlyWhatIsTrueForEverySenderIsRemembered(int code, String status, int questions) throws SyntaxException {
        CallAhead ahead = new CallAhead((soFar, recipient) -> {
            asked.incrementAndGet();
            return new CallAhead.Answer(Reply.of(code, status, "so"), true);
        });

        ahead.reply(from("bob@venus.test"), ann());
        ahead.reply(from("eve@pluto.test"), ann());

        assertThat(asked).hasValue(questions);
    }

    @Test
    void aVerdictOnTheSenderIsHis() throws SyntaxException {
        CallAhead ahead = new CallAhead((soFar, recipient) -> {
            boolean eve = soFar.from().toString().contains("eve");
            return eve
                    ? new CallAhead.Answer(Reply.of(550, "5.1.1", "not you"), false)
                    : new CallAhead.Answer(Reply.of(250, "2.1.5", "welcome"), true);
        });

        assertThat(ahead.reply(from("eve@pluto.test"), ann()).permanent()).isTrue();
        assertThat(ahead.reply(from("bob@venus.test"), ann()).positive()).isTrue();
    }

    private static Envelope from(String sender) throws SyntaxException {
        return Envelope.from(TraceId.next(Clock.systemUTC(), new Random(1)), ReversePath.of(Address.parse(sender)));
    }

    private static Recipient ann() throws SyntaxException {
        return Recipient.of(Address.parse("ann@mars.test"));
    }
}
