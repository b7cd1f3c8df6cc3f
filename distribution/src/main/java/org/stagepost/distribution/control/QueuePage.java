package org.stagepost.distribution.control;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stagepost.mail.Recipient;
import org.stagepost.mta.queue.Mark;
import org.stagepost.mta.queue.Orders.Standing;
import org.stagepost.mta.queue.QueueEntry;
import org.stagepost.trace.Visible;

/** A message of the queue as people and programs are shown it; lines for people have at most 100 columns. */
final class QueuePage {
    private static final int WIDTH = 100;
    private static final int MOST_RECIPIENTS = 5;
    static final String HEADING =
            String.format("%-16s %5s %6s  %-9s %-9s %s", "ID", "AGE", "SIZE", "STATE", "NEXT", "SENDER");

    private final QueueEntry entry;
    private final Standing standing;
    private final Instant now;

    QueuePage(QueueEntry entry, Standing standing, Instant now) {
        this.entry = entry;
        this.standing = standing;
        this.now = now;
    }

    /** A line for the message, and one a recipient with what the last try said. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(cut(String.format(
                "%-16s %5s %6s  %-9s %-9s %s",
                entry.name(),
                rough(Duration.between(entry.arrived(), now)),
                size(entry.message().size()),
                state(),
                next(),
                sender())));
        List<Recipient> open = open();
        for (Recipient recipient : open.subList(0, Math.min(MOST_RECIPIENTS, open.size())))
            lines.add(cut("    " + Visible.text(recipient.toString()) + "  " + told(recipient)));
        if (open.size() > MOST_RECIPIENTS) lines.add("    and " + (open.size() - MOST_RECIPIENTS) + " more");
        return lines;
    }

    /** All there is to know but the message itself. */
    List<String> whole() {
        List<String> lines = new ArrayList<>();
        row(lines, "id", entry.envelope().trace().text());
        if (!entry.name().equals(entry.envelope().trace().text())) row(lines, "file", entry.name());
        row(
                lines,
                "arrived",
                entry.arrived().truncatedTo(ChronoUnit.SECONDS) + ", " + rough(Duration.between(entry.arrived(), now))
                        + " ago");
        entry.envelope().login().ifPresent(login -> row(lines, "login", Visible.text(login)));
        row(lines, "from", sender());
        row(lines, "size", entry.message().size() + " octets");
        row(lines, "state", state());
        entry.envelope().release().ifPresent(moment -> row(lines, "release", seconds(moment)));
        entry.envelope().deadline().ifPresent(moment -> row(lines, "deadline", seconds(moment)));
        row(
                lines,
                "next try",
                standing.due()
                                .filter(due -> !entry.isAtRest())
                                .map(due -> due.truncatedTo(ChronoUnit.SECONDS) + ", ")
                                .orElse("")
                        + nextInWords());
        for (Recipient recipient : entry.envelope().recipients()) {
            lines.add("");
            row(lines, "to", Visible.text(recipient.toString()));
            row(lines, "state", state(recipient));
            entry.route(recipient).ifPresent(hop -> row(lines, "next hop", hop + ", by order"));
            entry.last(recipient).ifPresent(mark -> {
                row(lines, "since", mark.at().truncatedTo(ChronoUnit.SECONDS).toString());
                row(lines, "said", Visible.text(mark.reply().toString()));
                if (!mark.by().isEmpty()) row(lines, "by", Visible.text(mark.by()));
            });
        }
        return lines;
    }

    private static String seconds(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** One object. */
    Map<String, Object> json() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("id", entry.envelope().trace().text());
        object.put("file", entry.name());
        object.put("arrived", entry.arrived());
        object.put("from", entry.envelope().from());
        entry.envelope().login().ifPresent(login -> object.put("login", login));
        object.put("size", entry.message().size());
        object.put("state", state());
        entry.envelope().release().ifPresent(moment -> object.put("release", moment));
        entry.envelope().deadline().ifPresent(moment -> object.put("deadline", moment));
        if (!entry.isAtRest()) standing.due().ifPresent(due -> object.put("next", due));
        object.put(
                "recipients",
                entry.envelope().recipients().stream().map(this::json).toList());
        return object;
    }

    private Map<String, Object> json(Recipient recipient) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("to", recipient);
        object.put("state", state(recipient));
        entry.route(recipient).ifPresent(hop -> object.put("hop", hop));
        entry.last(recipient).ifPresent(mark -> {
            object.put("at", mark.at());
            object.put("code", mark.reply().code());
            object.put("status", mark.reply().status());
            object.put("reply", mark.reply().text());
            object.put("by", mark.by());
        });
        return object;
    }

    private static void row(List<String> lines, String name, String value) {
        lines.add(String.format("%-9s %s", name, value));
    }

    private String sender() {
        String sender = entry.envelope().from().toString();
        return sender.isEmpty() ? "<>" : Visible.text(sender);
    }

    private String state() {
        if (standing.underWay()) return "under way";
        if (entry.isAtRest()) return "held";
        if (entry.pending().isEmpty()) return "reporting";
        return entry.ready(now).isEmpty() ? "postponed" : "waiting";
    }

    private String state(Recipient recipient) {
        if (entry.held().contains(recipient)) return "held";
        if (entry.pending().contains(recipient)) return entry.last(recipient).isPresent() ? "waiting" : "not tried yet";
        if (entry.untold().contains(recipient)) return "failed; the report is not out yet";
        return entry.last(recipient)
                .map(mark -> switch (mark.kind()) {
                    case DROPPED -> "dropped";
                    case TOLD -> "done; the sender has been told";
                    default -> "done";
                })
                .orElse("done");
    }

    private String next() {
        if (standing.underWay()) return "now";
        if (entry.isAtRest()) return "-";
        return standing.due()
                .map(due -> due.isAfter(now) ? "in " + rough(Duration.between(now, due)) : "now")
                .orElse("-");
    }

    private String nextInWords() {
        if (entry.isAtRest()) return "none before it is released";
        String next = next();
        return next.equals("-") ? "when the server runs" : next;
    }

    /** Those of whom something is left to do. */
    private List<Recipient> open() {
        List<Recipient> open = new ArrayList<>(entry.pending());
        open.addAll(entry.held());
        open.addAll(entry.untold());
        return open;
    }

    private String told(Recipient recipient) {
        if (entry.untold().contains(recipient)) return "failed; the report is not out yet";
        String held = entry.held().contains(recipient) ? "held; " : "";
        Optional<Mark> last = entry.last(recipient, Mark.Kind.DEFERRED);
        return held
                + last.map(mark -> Visible.text(mark.reply() + (mark.by().isEmpty() ? "" : " (" + mark.by() + ")")))
                        .orElse("not tried yet");
    }

    static String cut(String line) {
        return line.length() <= WIDTH ? line : line.substring(0, WIDTH - 1) + "…";
    }

    /** {@code 40s}, {@code 12m}, {@code 5h}, {@code 3d}. */
    private static String rough(Duration duration) {
        if (duration.toSeconds() < 100) return Math.max(0, duration.toSeconds()) + "s";
        if (duration.toMinutes() < 100) return duration.toMinutes() + "m";
        return duration.toHours() < 48 ? duration.toHours() + "h" : duration.toDays() + "d";
    }

    private static String size(long octets) {
        if (octets < 10_000) return octets + "B";
        return octets < 10_000_000 ? octets / 1_000 + "K" : octets / 1_000_000 + "M";
    }
}
