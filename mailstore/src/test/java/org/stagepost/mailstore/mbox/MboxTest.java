package org.stagepost.mailstore.mbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.mail.Message;
import org.stagepost.mailstore.Flag;
import org.stagepost.mailstore.Flags;

/** mbox files of every kind that there is, and of none. */
class MboxTest {
    private static final Instant THEN = Instant.parse("2026-01-02T03:04:05Z");
    private static final String FROM = "From ann@mars.test Fri Jan  2 03:04:05 2026\n";

    @TempDir
    Path folder;

    private List<MboxEntry> scan(String text) throws IOException {
        Path file = folder.resolve("box");
        Files.writeString(file, text, StandardCharsets.ISO_8859_1);
        List<MboxEntry> found = new ArrayList<>();
        try (MboxScanner scanner = new MboxScanner(file)) {
            for (Optional<MboxEntry> next = scanner.next(); next.isPresent(); next = scanner.next())
                found.add(next.get());
        }
        return found;
    }

    private List<String> texts(String mbox) throws IOException {
        List<String> texts = new ArrayList<>();
        for (MboxEntry entry : scan(mbox)) texts.add(text(entry.message()));
        return texts;
    }

    private static String text(Message message) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        message.writeTo(out);
        assertThat(out.size()).isEqualTo((int) message.size());
        return out.toString(StandardCharsets.ISO_8859_1).replace("\r\n", "|");
    }

    @Test
    void messagesStandBetweenSeparatorsAndLoseNothing() throws IOException {
        assertThat(texts(FROM + "Subject: a\n\none\n\n" + FROM + "Subject: b\n\ntwo\n\n\n" + FROM + "Subject: c\n\n"))
                .containsExactly("Subject: a||one|", "Subject: b||two||", "Subject: c||");
        assertThat(texts("")).isEmpty();
        assertThat(texts(FROM)).containsExactly("");
        assertThat(texts(FROM + "Subject: no end")).containsExactly("Subject: no end");
        assertThat(texts(FROM.replace("\n", "\r\n") + "Subject: a\r\n\r\none\r\n\r\n" + FROM + "\nx\n"))
                .containsExactly("Subject: a||one|", "|x|");
    }

    @Test
    void whatOnlyLooksLikeASeparatorIsText() throws IOException {
        assertThat(texts(FROM + "\nHi\nFrom here it is far\n\nFrom there too\n\nFrom x yesterday\n"))
                .containsExactly("|Hi|From here it is far||From there too||From x yesterday|");
    }

    @Test
    void quotingIsUndone() throws IOException {
        assertThat(texts(FROM + "X: >From \n\n>From a\n>>From b\n> From c\nFrom d\n"))
                .containsExactly("X: >From ||From a|>From b|> From c|From d|");
    }

    @Test
    void theFilesOwnFieldsAreNobodys() throws IOException {
        List<MboxEntry> found = scan(FROM
                + "X-IMAPbase: 1234 0000000007 $Forwarded\n   Junk\nStatus: RO\nX-Status: AF\nSubject: a\n"
                + "x-keywords: $Forwarded  Junk \nX-UID: 7\nContent-Length: 4\n\none\n\n");
        assertThat(text(found.get(0).message())).isEqualTo("Subject: a||one|");
        assertThat(found.get(0).flags())
                .isEqualTo(new Flags(Set.of(Flag.SEEN, Flag.ANSWERED, Flag.FLAGGED), Set.of("$Forwarded", "Junk")));
        assertThat(found.get(0).fields().get("x-imapbase")).contains("0000000007", "Junk");
        assertThat(found.get(0).date()).hasValue(THEN);
    }

    @Test
    void aLengthIsBelievedWhereASeparatorIsAndOnlyThere() throws IOException {
        String body = "one\n\n" + FROM + "\n>From x\n";
        String with = FROM + "Content-Length: " + body.length() + "\n\n" + body + "\n" + FROM + "\ntwo\n";
        assertThat(texts(with)).containsExactly("|one||" + FROM.strip() + "||>From x|", "|two|");
        String lying = FROM + "Content-Length: 5\n\none\ntwo\n\n" + FROM + "\nthree\n";
        assertThat(texts(lying)).containsExactly("|one|two|", "|three|");
        String beyond = FROM + "Content-Length: 999999999999\n\none\n\n" + FROM + "\ntwo\n";
        assertThat(texts(beyond)).containsExactly("|one|", "|two|");
    }

    @Test
    void mmdfStandsBetweenLinesOfItsOwn() throws IOException {
        String line = "\1\1\1\1\n";
        assertThat(texts(line + FROM + "Subject: a\n\none\n\n" + line + line + "Subject: b\n\n>From x\n" + FROM + line))
                .containsExactly("Subject: a||one||", "Subject: b||>From x|" + FROM.strip() + "|");
    }

    @Test
    void dataOfOtherProgramsAreNoMessage() throws IOException {
        String pseudo = "From MAILER-DAEMON Fri Jan  2 03:04:05 2026\nX-IMAP: 1234 0000000007\n\nDON'T DELETE\n\n";
        assertThat(texts(pseudo + FROM + "\none\n")).containsExactly("|one|");
    }

    @Test
    void whatIsNoMboxFileIsRefused() {
        assertThatThrownBy(() -> scan("Dear Ann,\n\nhow are you?\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is no mbox file");
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        Random random = new Random(4711);
        String[] pieces = {
            "From ",
            ">",
            "From a Fri Jan  2 03:04:05 2026",
            "\r\n",
            "\r\n\r\n",
            "\r",
            "x",
            " y",
            "Status: RO",
            ":",
            "é",
            "z".repeat(9000),
            "X-UID: 4"
        };
        for (int round = 0; round < 300; round++) {
            StringBuilder text = new StringBuilder("Subject: " + round + "\r\n\r\n");
            for (int i = random.nextInt(12); i > 0; i--) text.append(pieces[random.nextInt(pieces.length)]);
            String lines = text.toString();
            if (!lines.endsWith("\r\n")) lines += "\r\n";
            Flags flags = Flags.of(List.of(Flag.values()).get(random.nextInt(5)));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            MboxWriter writer = new MboxWriter(out);
            writer.write("", THEN, flags, Message.of(lines.getBytes(StandardCharsets.ISO_8859_1)));
            writer.write("b@x", THEN, Flags.NONE, Message.of("Subject: next\r\n\r\n".getBytes(StandardCharsets.UTF_8)));
            List<MboxEntry> found = scan(out.toString(StandardCharsets.ISO_8859_1));
            assertThat(found).hasSize(2);
            assertThat(text(found.get(0).message())).isEqualTo(lines.replace("\r\n", "|"));
            assertThat(found.get(0).flags()).isEqualTo(flags);
            assertThat(text(found.get(1).message())).isEqualTo("Subject: next||");
        }
    }
}
