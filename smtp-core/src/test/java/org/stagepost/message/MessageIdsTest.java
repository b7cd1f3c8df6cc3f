package org.stagepost.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MessageIdsTest {
    @Test
    void idsAreWhatStandsInAngleBrackets() {
        assertThat(MessageIds.of("<a@x> (why)\r\n <b@x><c@x> d@x < e@x > <> <f@x"))
                .containsExactly("a@x", "b@x", "c@x", "e@x");
        assertThat(MessageIds.of("<broken <g@x>")).containsExactly("g@x");
        assertThat(MessageIds.of("nothing")).isEmpty();
    }

    @Test
    void ofManyTheFirstAndTheLastStay() {
        StringBuilder field = new StringBuilder();
        for (int i = 0; i < 5000; i++) field.append("<").append(i).append("@x> ");
        List<String> ids = MessageIds.of(field.toString());
        assertThat(ids).hasSize(100).startsWith("0@x", "4901@x").endsWith("4999@x");
    }

    @Test
    void aThreadBeginsWithItsFirstReferenceElseWithWhatIsAnsweredElseItself() {
        assertThat(root("Message-ID: <3@x>", "In-Reply-To: <2@x>", "References: <1@x> <2@x>"))
                .hasValue("1@x");
        assertThat(root("Message-ID: <3@x>", "In-Reply-To: Your letter of <2@x>"))
                .hasValue("2@x");
        assertThat(root("Message-ID: <3@x>")).hasValue("3@x");
        assertThat(root("Subject: none")).isEmpty();
    }

    private static Optional<String> root(String... fields) {
        byte[] message = (String.join("\r\n", fields) + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
        MimePart part = MimePart.of(message);
        MimePart decoded = MimePart.decode(part.encode()).orElseThrow();
        assertThat(decoded).isEqualTo(part);
        return decoded.envelope().orElseThrow().threadRoot();
    }
}
