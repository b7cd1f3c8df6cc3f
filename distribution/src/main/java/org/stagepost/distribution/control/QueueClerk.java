package org.stagepost.distribution.control;

import jakarta.inject.Inject;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stagepost.mail.Recipient;
import org.stagepost.mta.queue.Mark;
import org.stagepost.mta.queue.QueueEntry;
import org.stagepost.mta.queue.Spool;
import org.stagepost.trace.Visible;

/** Knows what waits to be sent: {@code queue list}. */
public final class QueueClerk implements Clerk {
    private static final int MOST = 1_000;

    private final Spool spool;

    @Inject
    public QueueClerk(Spool spool) {
        this.spool = spool;
    }

    @Override
    public boolean knows(String duty) {
        return duty.equals("queue");
    }

    @Override
    public List<String> answer(List<String> order) throws RefusedException {
        if (!order.equals(List.of("queue", "list"))) throw new RefusedException("the queue can be listed");
        try {
            return list();
        } catch (IOException e) {
            throw new RefusedException("the queue cannot be read: " + e.getMessage(), e);
        }
    }

    /** The oldest first; names begin with the time. */
    private List<String> list() throws IOException {
        List<String> names = spool.names().stream().sorted().toList();
        List<String> lines = new ArrayList<>();
        for (String name : names.subList(0, Math.min(MOST, names.size())))
            spool.read(name).filter(entry -> !entry.settled()).ifPresent(entry -> lines.addAll(lines(entry)));
        if (names.size() > MOST) lines.add("and " + (names.size() - MOST) + " more");
        return lines;
    }

    private static List<String> lines(QueueEntry entry) {
        List<String> lines = new ArrayList<>();
        String sender = entry.envelope().from().toString();
        lines.add(entry.envelope().trace() + "  " + entry.arrived().truncatedTo(ChronoUnit.SECONDS) + "  "
                + (sender.isEmpty() ? "<>" : Visible.text(sender)) + "  "
                + entry.message().size() + " octets");
        for (Recipient recipient : entry.pending())
            lines.add("    " + Visible.text(recipient.toString()) + "  " + lastTry(entry, recipient));
        for (Recipient recipient : entry.untold())
            lines.add("    " + Visible.text(recipient.toString()) + "  failed; the report is not out yet");
        return lines;
    }

    private static String lastTry(QueueEntry entry, Recipient recipient) {
        Optional<Mark> deferred = entry.last(recipient, Mark.Kind.DEFERRED);
        return deferred.map(mark -> Visible.text(mark.reply() + (mark.by().isEmpty() ? "" : " (" + mark.by() + ")")))
                .orElse("not tried yet");
    }
}
