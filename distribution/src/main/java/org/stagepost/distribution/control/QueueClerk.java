package org.stagepost.distribution.control;

import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stagepost.mail.Address;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mta.queue.Order;
import org.stagepost.mta.queue.Order.Act;
import org.stagepost.mta.queue.Orders;
import org.stagepost.mta.queue.Orders.Tally;
import org.stagepost.mta.queue.QueueEntry;
import org.stagepost.mta.queue.Selection;
import org.stagepost.mta.queue.Spool;
import org.stagepost.mta.queue.Suppressed;
import org.stagepost.trace.Visible;

/** Knows what waits to be sent, and does with it what the operator wants: orders that begin with {@code queue}. */
public final class QueueClerk implements Clerk {
    private static final int MOST = 1_000;

    private final Spool spool;
    private final Orders orders;
    private final Suppressed suppressed;
    private final Clock clock;
    private final int most;

    @Inject
    public QueueClerk(Spool spool, Orders orders, Suppressed suppressed, Clock clock) {
        this(spool, orders, suppressed, clock, MOST);
    }

    /** @param most messages that are listed; of the others it is told how many there are */
    QueueClerk(Spool spool, Orders orders, Suppressed suppressed, Clock clock, int most) {
        this.most = most;
        this.spool = spool;
        this.suppressed = suppressed;
        this.orders = orders;
        this.clock = clock;
    }

    @Override
    public boolean knows(String duty) {
        return duty.equals("queue");
    }

    @Override
    public List<String> answer(List<String> order) throws RefusedException {
        try {
            QueueWords words = QueueWords.parse(order);
            List<String> missing = words.selection().missing(spool.names());
            if (!missing.isEmpty())
                throw new RefusedException("there is no message " + String.join(", ", missing) + " in the queue");
            return switch (words.duty()) {
                case "list" -> list(words);
                case "show" -> show(words);
                case "suppressed-list" -> suppressed(words);
                case "suppressed-remove" -> unsuppressed(words);
                case "hold", "release", "retry", "reroute", "drop", "bounce" -> obey(words);
                default -> throw new RefusedException("there is nothing called " + words.duty() + " to do");
            };
        } catch (SyntaxException e) {
            throw new RefusedException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new RefusedException("the queue cannot be read or written: " + e.getMessage(), e);
        }
    }

    /** The oldest first; names begin with the time. */
    private List<String> list(QueueWords words) throws IOException {
        Selection selection = words.selection();
        boolean byNameOnly = selection.from().isEmpty() && selection.to().isEmpty();
        List<QueuePage> pages = new ArrayList<>();
        int more = 0;
        for (String name : selection.among(spool.names())) {
            if (pages.size() < most) page(name, selection).ifPresent(pages::add);
            else if (byNameOnly || page(name, selection).isPresent()) more++;
        }
        if (words.json())
            return List.of(Json.of(
                    Map.of("messages", pages.stream().map(QueuePage::json).toList(), "more", more)));
        if (pages.isEmpty()) return List.of("no message waits");
        List<String> lines = new ArrayList<>(List.of(QueuePage.HEADING));
        pages.forEach(page -> lines.addAll(page.lines()));
        if (more > 0) lines.add("and " + more + " more");
        return lines;
    }

    private List<String> show(QueueWords words) throws IOException, RefusedException {
        List<String> lines = new ArrayList<>();
        List<Object> objects = new ArrayList<>();
        for (String name : words.selection().among(spool.names())) {
            Optional<QueuePage> page = page(name, Selection.ALL);
            if (!lines.isEmpty()) lines.add("");
            page.ifPresent(shown -> lines.addAll(shown.whole()));
            page.ifPresent(shown -> objects.add(shown.json()));
        }
        if (objects.isEmpty()) throw new RefusedException("it has left the queue this very moment");
        return words.json() ? List.of(Json.of(objects.size() == 1 ? objects.getFirst() : objects)) : lines;
    }

    private Optional<QueuePage> page(String name, Selection selection) throws IOException {
        Instant now = clock.instant();
        Optional<QueueEntry> entry = spool.look(name).filter(read -> !read.settled());
        return entry.filter(read ->
                        !selection.among(read, read.envelope().recipients()).isEmpty())
                .map(read -> new QueuePage(read, orders.standing(name), now));
    }

    private List<String> obey(QueueWords words) throws IOException {
        Act act = Act.valueOf(Ascii.upper(words.duty()));
        Tally tally = orders.carryOut(new Order(act, words.by(), words.why(), words.hop()), words.selection());
        if (words.json()) return List.of(Json.of(Map.of("done", tally.done(), "busy", tally.busy())));
        List<String> lines = new ArrayList<>();
        lines.add(count(tally.done()) + " " + act.done());
        if (tally.busy() > 0) lines.add(count(tally.busy()) + " left alone: being delivered at this very moment");
        return lines;
    }

    private List<String> suppressed(QueueWords words) {
        List<Suppressed.Dead> entries = suppressed.list();
        if (words.json())
            return List.of(Json.of(entries.stream()
                    .map(entry -> Map.of(
                            "address", entry.address(),
                            "refusals", entry.refusals(),
                            "last", entry.last(),
                            "reply", entry.reply()))
                    .toList()));
        if (entries.isEmpty()) return List.of("no address is suppressed");
        return entries.stream()
                .map(entry -> QueuePage.cut(Visible.text(entry.address() + "  " + entry.refusals() + " times, last "
                        + entry.last().truncatedTo(ChronoUnit.SECONDS) + ": " + entry.reply())))
                .toList();
    }

    private List<String> unsuppressed(QueueWords words) throws SyntaxException, IOException, RefusedException {
        String address = words.selection().to();
        if (!suppressed.remove(Address.parse(address)))
            throw new RefusedException("nothing is remembered of " + address);
        return words.json() ? List.of(Json.of(Map.of("removed", address))) : List.of();
    }

    private static String count(int messages) {
        return messages == 0 ? "no message" : messages == 1 ? "1 message" : messages + " messages";
    }
}
