package org.stagepost.trace;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.stagepost.trace.Ink.Hue;
import org.stagepost.trace.Journeys.Journey;

/** Journeys as people read them: a line a hop, what was said below it, at most 100 columns, nothing of strangers raw. */
public final class TracePrinter {
    private static final int COLUMNS = 100;
    private static final int TIME = 8;
    private static final int STAGE = 6;
    private static final int RESULT = 20;
    private static final int WIDEST_HOST = 20;
    private static final Duration MINUTES_MATTER = Duration.ofMinutes(10);
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private final Ink ink;
    private final ZoneId zone;
    private final Widths widths;

    /**
     * How wide two of the columns are.
     *
     * @param host our own name
     * @param way from where to where
     */
    public record Widths(int host, int way) {
        static final Widths USUAL = new Widths(14, 34);
    }

    public TracePrinter(Ink ink, ZoneId zone) {
        this(ink, zone, Widths.USUAL);
    }

    public TracePrinter(Ink ink, ZoneId zone, Widths widths) {
        this.ink = ink;
        this.zone = zone;
        this.widths = widths;
    }

    /** The column at which a hop begins. */
    private int result() {
        return TIME + 2 + STAGE + (widths.host() == 0 ? 0 : widths.host() + 1);
    }

    /** The whole journey: who and when, then each hop with its dialogue, times counted from the first. */
    public List<String> journey(Journey journey) {
        if (journey.events().isEmpty()) return List.of();
        TracePrinter fitting = new TracePrinter(ink, zone, new Widths(hostWidth(journey), widths.way()));
        Instant start = journey.events().get(0).at();
        List<String> lines = new ArrayList<>();
        lines.addAll(wrapped(title(journey), 0));
        lines.set(0, ink.paint(Hue.TITLE, lines.get(0)));
        for (TraceEvent event : journey.events()) {
            lines.addAll(fitting.hop(event, start));
            lines.addAll(fitting.dialogue(event));
        }
        return lines;
    }

    /** Where all happened on one host the title names it, once. */
    private static int hostWidth(Journey journey) {
        Set<String> hosts = hosts(journey);
        int longest = hosts.stream().mapToInt(String::length).max().orElse(0);
        return hosts.size() == 1 ? 0 : Math.min(longest, WIDEST_HOST);
    }

    private static Set<String> hosts(Journey journey) {
        Set<String> hosts = new LinkedHashSet<>();
        for (TraceEvent event : journey.events()) hosts.add(Visible.text(event.host()));
        return hosts;
    }

    /** One line of a list: when, which, who, and how it ended so far. */
    public String summary(Journey journey) {
        String head = MOMENT.withZone(zone).format(journey.events().get(0).at()) + "  " + journey.id() + "  ";
        int room = COLUMNS - head.length() - 2;
        String result = Visible.text(result(journey));
        result = cut(result, Math.max(RESULT, room - people(journey).length()));
        String people = cut(people(journey), room - result.length());
        return head + people + "  " + ink.paintReply(result);
    }

    /** The worst of what was last heard of each recipient: whoever reads a list looks for trouble. */
    private static String result(Journey journey) {
        Map<String, String> heard = new LinkedHashMap<>();
        for (TraceEvent event : journey.events()) {
            List<String> parties = event.parties();
            if (parties.isEmpty() || event.to().equals(parties.get(0))) continue;
            if (parties.size() == 1) heard.put("", event.what());
            for (String recipient : parties.subList(1, parties.size())) heard.put(recipient, event.what());
        }
        return heard.values().stream()
                .max(Comparator.comparingInt((String what) -> what.isEmpty() ? 0 : what.charAt(0)))
                .orElse("");
    }

    /** A hop: seconds since the start, stage, host, from and to, the reply; the reason below it where it is long. */
    public List<String> hop(TraceEvent event, Instant start) {
        Hop hop = Hop.of(event);
        List<String> lines = new ArrayList<>();
        int room = COLUMNS - result() - width(hop.way());
        boolean whyFits = hop.what().length() + 2 + hop.why().length() <= room;
        if (hop.what().length() <= room) lines.add(head(event, start) + said(hop, whyFits ? hop.why() : ""));
        else {
            lines.add(head(event, start) + cut(hop.way(), COLUMNS - result()));
            for (String line : wrapped(hop.what(), result())) lines.add(ink.paintReply(line));
        }
        if (!whyFits && !hop.why().isEmpty())
            for (String line : wrapped(hop.why(), result())) lines.add(ink.paint(Hue.ASIDE, line));
        return lines;
    }

    /** The same on one line, whatever has to be cut. */
    public String line(TraceEvent event, Instant start) {
        Hop whole = Hop.of(event);
        String way = cut(whole.way(), (COLUMNS - result()) / 2);
        int room = COLUMNS - result() - width(way);
        String what = cut(whole.what(), room);
        Hop hop = new Hop(way, what, cut(whole.why(), room - what.length() - 2));
        return head(event, start) + said(hop, hop.why());
    }

    private String said(Hop hop, String why) {
        return padded(hop.way(), width(hop.way()))
                + ink.paintReply(hop.what())
                + (why.isEmpty() ? "" : "  " + ink.paint(Hue.ASIDE, why));
    }

    private String head(TraceEvent event, Instant start) {
        return seconds(Duration.between(start, event.at())) + "  "
                + ink.paint(Hue.STAGE, padded(event.stage().name(), STAGE))
                + (widths.host() == 0
                        ? ""
                        : padded(cut(Visible.text(event.host()), widths.host()), widths.host()) + " ");
    }

    /** The words of a hop, fit to be shown. */
    private record Hop(String way, String what, String why) {
        static Hop of(TraceEvent event) {
            String way = event.from().isEmpty() || event.to().isEmpty()
                    ? event.from() + event.to()
                    : event.from() + " → " + event.to();
            return new Hop(Visible.text(way), Visible.text(event.what()), Visible.text(event.why()));
        }
    }

    private int width(String way) {
        return Math.max(widths.way(), way.length() + 2);
    }

    /** What was said on a hop, indented below it. */
    public List<String> dialogue(TraceEvent event) {
        List<String> lines = new ArrayList<>();
        for (String said : event.dialogue())
            lines.add(ink.paint(Hue.ASIDE, cut(" ".repeat(TIME + 4) + Visible.text(said), COLUMNS)));
        return lines;
    }

    private String title(Journey journey) {
        Set<String> hosts = hosts(journey);
        String where = hosts.size() == 1 ? " at " + hosts.iterator().next() : "";
        return "Message " + journey.id() + where + ", "
                + MOMENT.withZone(zone).format(journey.events().get(0).at()) + ", " + people(journey);
    }

    private static String people(Journey journey) {
        Set<String> recipients = new LinkedHashSet<>();
        String sender = "";
        for (TraceEvent event : journey.events()) {
            if (event.parties().isEmpty()) continue;
            if (recipients.isEmpty()) sender = event.parties().get(0);
            recipients.addAll(event.parties().subList(1, event.parties().size()));
        }
        String from = sender.isEmpty() ? "<>" : sender;
        return Visible.text(recipients.isEmpty() ? from : from + " → " + String.join(", ", recipients));
    }

    /** A time since the start, right-aligned: {@code "  0.41 s"}; from ten minutes on {@code "  2h 05m"}. */
    public static String seconds(Duration since) {
        if (since.compareTo(MINUTES_MATTER) >= 0) {
            long minutes = since.toMinutes();
            String hours = minutes / 60 == 0 ? "" : minutes / 60 + "h ";
            String text = hours + String.valueOf(100 + minutes % 60).substring(1) + "m";
            return " ".repeat(Math.max(0, TIME - text.length())) + text;
        }
        long hundredths = Math.max(0, since.toMillis() / 10);
        String seconds =
                hundredths / 100 + "." + String.valueOf(100 + hundredths % 100).substring(1) + " s";
        return " ".repeat(Math.max(0, TIME - seconds.length())) + seconds;
    }

    /** Words in lines of at most 100 columns, all but the first (unless indented) below the column given. */
    private static List<String> wrapped(String text, int indent) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(" ".repeat(indent));
        for (String word : text.split(" ", -1)) {
            if (line.length() > indent && line.length() + word.length() > COLUMNS) {
                lines.add(line.toString().stripTrailing());
                line = new StringBuilder(" ".repeat(Math.max(indent, 4)));
            }
            line.append(word).append(' ');
        }
        lines.add(line.toString().stripTrailing());
        return lines.stream().map(each -> cut(each, COLUMNS)).toList();
    }

    /** Not wider than a line. */
    public static String cut(String text) {
        return cut(text, COLUMNS);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String cut(String text, int width) {
        if (width < 2) return "";
        return text.length() <= width ? text : text.substring(0, width - 1) + "…";
    }
}
