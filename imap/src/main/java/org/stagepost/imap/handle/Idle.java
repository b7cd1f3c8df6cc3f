package org.stagepost.imap.handle;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import org.stagepost.imap.response.ResponseWriter;
import org.stagepost.imap.view.MailboxView;
import org.stagepost.imap.view.MailboxView.Expunges;
import org.stagepost.net.Connection;
import org.stagepost.net.EndedException;

/** IDLE: the session sleeps, and the store wakes it with each change (RFC 2177). */
public final class Idle {
    private final Connection connection;
    private final ResponseWriter out;
    private final Duration timeout;

    public Idle(Connection connection, ResponseWriter out, Duration timeout) {
        this.connection = connection;
        this.out = out;
        this.timeout = timeout;
    }

    /** Returns when the client has something to say. */
    public void watch(MailboxView view) throws IOException {
        try (Closeable watching = view.mailbox().watch(connection::wake)) {
            long end = System.nanoTime() + timeout.toNanos();
            do {
                view.tell(Expunges.TOLD, out);
                out.flush();
            } while (!heard(end));
        }
    }

    /** With no mailbox selected there is no news. */
    public void sleep() throws IOException {
        long end = System.nanoTime() + timeout.toNanos();
        do out.flush();
        while (!heard(end));
    }

    private boolean heard(long end) throws IOException {
        long left = end - System.nanoTime();
        if (left <= 0) throw new EndedException(EndedException.Why.IDLE);
        return connection.awaitInput(Duration.ofNanos(left));
    }
}
