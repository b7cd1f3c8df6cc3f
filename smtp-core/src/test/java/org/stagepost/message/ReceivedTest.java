package org.stagepost.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.stagepost.mail.TraceId;

/** The trace field of RFC 5321 4.4. */
class ReceivedTest {
    private static final OffsetDateTime MOMENT = OffsetDateTime.parse("2026-07-01T10:52:37+02:00");

    @Test
    void fieldNamesBothEndsProtocolIdAndRecipient() {
        Received received = new Received(
                "client.example",
                Optional.of("192.0.2.1"),
                "mx.example.org",
                "ESMTPS",
                "01KAB3",
                Optional.of("ann@example.org"),
                MOMENT);
        assertThat(received.field().value())
                .isEqualTo("from client.example ([192.0.2.1]) by mx.example.org with ESMTPS id 01KAB3"
                        + " for <ann@example.org>; Wed, 1 Jul 2026 10:52:37 +0200");
        assertThat(received.field().octets())
                .asString(StandardCharsets.US_ASCII)
                .contains("\r\n ")
                .endsWith("\r\n");
        assertThat(Received.id(received.field())).contains("01KAB3");
    }

    @Test
    void aPriorityOfItsOwnIsToldBehindTheRest() {
        Received received =
                new Received("a", Optional.empty(), "mx", "ESMTP", "1", Optional.of("ann@example.org"), -3, MOMENT);
        assertThat(received.field().value()).contains(" id 1 for <ann@example.org> PRIORITY -3; Wed, ");
    }

    @Test
    void whatAHostHasWrittenItselfHasAnIdToo() {
        HeaderField field = Received.own("mx.example.org", TraceId.next(Clock.systemUTC(), new Random(1)), MOMENT);
        assertThat(field.value())
                .matches("from mx.example.org by mx.example.org id [0-9A-Z]+; Wed, 1 Jul 2026 10:52:37 [+]0200");
        assertThat(Received.id(field)).isPresent();
    }

    @Test
    void c17_whatTheClientSaysEndsNoClause() {
        Received received = new Received(
                "a;b (c) id x\r\nX: y\u760d", Optional.empty(), "mx", "LMTP", "1", Optional.empty(), MOMENT);
        assertThat(received.field().value())
                .isEqualTo("from a?b??c??id?x??X:?y? by mx with LMTP id 1; Wed, 1 Jul 2026 10:52:37 +0200");
        assertThat(Received.id(received.field())).contains("1");
    }

    @Test
    void idOfOtherHosts() {
        assertThat(Received.id(HeaderField.of(
                        "Received", "from a (b id c [1.2.3.4]) by d (Postfix) with ESMTP id 4XyZ for <id@x>; date")))
                .contains("4XyZ");
        assertThat(Received.id(HeaderField.of("Received", "by 10.0.0.1 with SMTP id <a1>; Mon id x")))
                .contains("a1");
        assertThat(Received.id(HeaderField.of("Received", "from a by b; id x"))).isEmpty();
        assertThat(Received.id(HeaderField.of("Received", "id"))).isEmpty();
    }

    @Test
    void r21_hopsAreCounted() {
        byte[] header = Shape.message("Received: from a\n by b\nRECEIVED: c\n\nReceived: body\n");
        assertThat(Received.hops(Header.parse(header))).isEqualTo(2);
    }
}
