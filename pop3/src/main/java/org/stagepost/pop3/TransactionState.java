package org.stagepost.pop3;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.mailstore.StoreException;
import org.stagepost.net.Connection;
import org.stagepost.pop3.Pop3Command.Dele;
import org.stagepost.pop3.Pop3Command.List;
import org.stagepost.pop3.Pop3Command.Noop;
import org.stagepost.pop3.Pop3Command.Retr;
import org.stagepost.pop3.Pop3Command.Rset;
import org.stagepost.pop3.Pop3Command.Stat;
import org.stagepost.pop3.Pop3Command.Top;
import org.stagepost.pop3.Pop3Command.Transaction;
import org.stagepost.pop3.Pop3Command.Uidl;

/** The TRANSACTION state: the reader has logged in and one maildrop is his (RFC 1939 section 5). */
final class TransactionState implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(TransactionState.class);

    private final Maildrop maildrop;
    private final Connection connection;
    private final Voice voice;

    /** Says the first line of an answer. */
    @FunctionalInterface
    interface Voice {
        void say(Pop3Reply reply) throws IOException;
    }

    TransactionState(Maildrop maildrop, Connection connection, Voice voice) {
        this.maildrop = maildrop;
        this.connection = connection;
        this.voice = voice;
    }

    void take(Transaction command) throws IOException {
        switch (command) {
            case Stat stat -> voice.say(Pop3Reply.ok(maildrop.count() + " " + maildrop.octets()));
            case List list -> list(list);
            case Retr retr -> retr(retr);
            case Dele dele -> voice.say(dele(dele));
            case Noop noop -> voice.say(Pop3Reply.DONE);
            case Rset rset -> voice.say(rset());
            case Top top -> top(top);
            case Uidl uidl -> uidl(uidl);
        }
    }

    private void list(List list) throws IOException {
        if (list.message().isPresent()) {
            int number = list.message().get();
            voice.say(maildrop.has(number) ? Pop3Reply.ok(listing(number)) : Pop3Reply.NO_MESSAGE);
            return;
        }
        voice.say(Pop3Reply.ok(summary()));
        for (int number = 1; number <= maildrop.last(); number++) {
            if (maildrop.has(number)) connection.write(listing(number) + "\r\n");
        }
        connection.write(".\r\n");
    }

    private String listing(int number) {
        return number + " " + maildrop.octets(number);
    }

    String summary() {
        return maildrop.count() + " messages (" + maildrop.octets() + " octets)";
    }

    /** A message that was removed elsewhere keeps its number and its name is skipped (hardening P5-6). */
    private void uidl(Uidl uidl) throws IOException {
        if (uidl.message().isPresent()) {
            int number = uidl.message().get();
            if (!maildrop.has(number)) voice.say(Pop3Reply.NO_MESSAGE);
            else voice.say(uniqueId(number).map(Pop3Reply::ok).orElse(Pop3Reply.GONE));
            return;
        }
        voice.say(Pop3Reply.FOLLOWS);
        for (int number = 1; number <= maildrop.last(); number++) {
            Optional<String> line = maildrop.has(number) ? uniqueId(number) : Optional.empty();
            if (line.isPresent()) connection.write(line.get() + "\r\n");
        }
        connection.write(".\r\n");
    }

    private Optional<String> uniqueId(int number) {
        try {
            return Optional.of(number + " " + maildrop.message(number).uidl());
        } catch (StoreException e) {
            return Optional.empty();
        }
    }

    private void retr(Retr retr) throws IOException {
        send(retr.message(), InputStream::transferTo);
    }

    private void top(Top top) throws IOException {
        send(top.message(), (in, out) -> new TopLines(out, top.lines()).copy(in));
    }

    /** How much of a message goes out. */
    private interface Copy {
        void copy(InputStream message, OutputStream out) throws IOException;
    }

    /** A file that fails in the middle ends the connection: there is no other way to say that the rest is missing. */
    private void send(int number, Copy copy) throws IOException {
        if (!maildrop.has(number)) {
            voice.say(Pop3Reply.NO_MESSAGE);
            return;
        }
        Optional<InputStream> content = content(number);
        if (content.isEmpty()) {
            voice.say(Pop3Reply.GONE);
            return;
        }
        try (InputStream in = content.get()) {
            voice.say(Pop3Reply.ok(maildrop.octets(number) + " octets"));
            OutputStream out = connection.dotStuffed();
            copy.copy(in, out);
            out.close();
        }
    }

    private Optional<InputStream> content(int number) {
        try {
            return Optional.of(maildrop.message(number).content().open());
        } catch (StoreException | IOException e) {
            LOG.info("Message {} is gone: {}", number, e.getMessage());
            return Optional.empty();
        }
    }

    private Pop3Reply dele(Dele dele) {
        if (!maildrop.has(dele.message())) return Pop3Reply.NO_MESSAGE;
        maildrop.delete(dele.message());
        return Pop3Reply.DELETED;
    }

    private Pop3Reply rset() {
        maildrop.reset();
        return Pop3Reply.ok(summary());
    }

    /** The UPDATE state (RFC 1939 section 6). */
    void update() throws StoreException {
        maildrop.update();
    }

    @Override
    public void close() {
        maildrop.close();
    }
}
