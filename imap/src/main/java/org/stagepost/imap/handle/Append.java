package org.stagepost.imap.handle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stagepost.imap.command.LoggedIn;
import org.stagepost.imap.parse.CommandReader;
import org.stagepost.imap.response.Completion;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mailstore.Mailbox;
import org.stagepost.mailstore.Mailbox.Arrival;
import org.stagepost.mailstore.Mailboxes;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.StoreException.Reason;
import org.stagepost.message.CrlfInputStream;
import org.stagepost.message.MessageBuffer;

/** APPEND: a message of the client is added (RFC 3501 6.3.11, RFC 4315 section 3). */
public final class Append {
    private final Mailboxes mailboxes;
    private final Names names;
    private final Limits limits;

    /**
     * Where and how much.
     *
     * @param largest octets of a message
     * @param spill where a large message waits
     * @param clock for messages without a date
     */
    public record Limits(long largest, Path spill, Clock clock) {}

    public Append(Mailboxes mailboxes, Names names, Limits limits) {
        this.mailboxes = mailboxes;
        this.names = names;
        this.limits = limits;
    }

    /** Refuses before the client sends the message, where it waits for that. */
    public Completion run(LoggedIn.Append command, CommandReader in) throws IOException, SyntaxException {
        try (Mailbox target = mailboxes.open(names.decode(command.mailbox()))) {
            long octets = command.message().octets();
            if (octets == 0) return Completion.no("CANNOT", "a message has at least one octet");
            if (octets > limits.largest()) return Completion.no("TOOBIG", "the message is too large");
            mailboxes.admit(octets);
            return append(command, in, target);
        } catch (StoreException e) {
            return Refusal.ofTarget(e);
        }
    }

    private Completion append(LoggedIn.Append command, CommandReader in, Mailbox target)
            throws IOException, SyntaxException, StoreException {
        try (MessageBuffer buffer = new MessageBuffer(limits.spill())) {
            Optional<StoreException> trouble;
            boolean nul;
            try (NulWatch octets = new NulWatch(in.open(command.message()))) {
                trouble = receive(new CrlfInputStream(octets), buffer);
                nul = octets.seen();
            }
            in.nextLine();
            in.end();
            if (trouble.isPresent()) throw trouble.get();
            if (nul) throw new SyntaxException("NUL in the message");
            Instant date = command.internalDate().orElseGet(limits.clock()::instant);
            List<Long> uids = target.append(List.of(new Arrival(buffer.message(), command.flags(), date)));
            return Completion.ok("APPENDUID " + target.uidValidity() + " " + uids.getFirst(), "APPEND completed");
        }
    }

    /** Takes the message in. When the disk refuses, the dialogue goes on: the rest is read away and the client told. */
    private static Optional<StoreException> receive(InputStream message, MessageBuffer buffer) throws IOException {
        byte[] chunk = new byte[8192];
        for (int length = message.read(chunk); length >= 0; length = message.read(chunk)) {
            try {
                buffer.write(chunk, 0, length);
            } catch (IOException e) {
                return Optional.of(new StoreException(Reason.UNAVAILABLE, "the message cannot be kept now", e));
            }
        }
        return Optional.empty();
    }
}
