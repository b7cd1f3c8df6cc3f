package org.stagepost.mailstore.mbox;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.MessageSource;
import org.stagepost.mailstore.StoreException;

/**
 * The messages of one mbox file.
 *
 * @param clock for messages whose separator line tells no date
 */
public record MboxSource(Path file, MailboxName mailbox, Clock clock) implements MessageSource {
    @Override
    public void each(Taker taker) throws IOException, StoreException {
        try (MboxScanner scanner = new MboxScanner(file)) {
            for (Optional<MboxEntry> next = scanner.next(); next.isPresent(); next = scanner.next()) {
                MboxEntry entry = next.get();
                Instant date = entry.date().orElseGet(clock::instant);
                taker.take(mailbox, entry.message(), entry.flags(), date);
            }
        }
    }
}
