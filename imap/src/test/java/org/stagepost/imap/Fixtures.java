package org.stagepost.imap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.stagepost.mail.Message;
import org.stagepost.mailstore.Flag;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.MailStore;
import org.stagepost.mailstore.Mailbox;
import org.stagepost.mailstore.Mailbox.Arrival;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.StoreException;

/** The messages that tests find in INBOX: a plain one that has been seen, one with parts, one with a message inside. */
public final class Fixtures {
    private static final Path FOLDER = Path.of("src/test/mail");

    private Fixtures() {}

    /** The message of that file, its lines ending CR LF. */
    public static byte[] octets(String file) throws IOException {
        return Files.readString(FOLDER.resolve(file)).replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Fills INBOX of the test account. */
    public static void fill(MailStore store) throws IOException, StoreException {
        try (Mailbox inbox = store.of(TestServer.ANN).open(MailboxName.INBOX)) {
            inbox.append(List.of(
                    arrival("1-plain.eml", Flags.of(Flag.SEEN), "2026-02-03T09:11:20Z"),
                    arrival("2-mixed.eml", Flags.NONE, "2026-02-04T08:00:05Z"),
                    arrival("3-forward.eml", Flags.NONE, "2026-02-05T14:00:09Z")));
        }
    }

    private static Arrival arrival(String file, Flags flags, String date) throws IOException {
        return new Arrival(Message.of(octets(file)), flags, Instant.parse(date));
    }
}
