package org.stagepost.distribution.sandbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.stagepost.mail.TraceId;
import org.stagepost.trace.TraceEvent;
import org.stagepost.trace.TraceEvent.Kind;
import org.stagepost.trace.TraceEvent.Stage;
import org.stagepost.trace.TracePrinter.Widths;

/** Events said short, for a screen on which everybody knows everybody: the MTA on {@code mx.mars.test} is {@code mta.mars}. */
final class Shorthand {
    static final Widths WIDTHS = new Widths(6, 23);
    private static final TraceId NOBODYS = new TraceId("0".repeat(TraceId.LENGTH));
    private static final String OUR_WORLD = ".test";

    private Shorthand() {}

    /** Of the two ends of a wire the sending one tells the hop; the first hop is told by the only end that is ours. */
    static boolean isHop(TraceEvent event) {
        return switch (event.stage()) {
            case QUEUE -> false;
            case MTA, MDA -> !event.to().equals(event.host()) && event.kind() != Kind.CALLED;
            default -> true;
        };
    }

    static TraceEvent of(TraceEvent event) {
        return switch (event.stage()) {
            case DNS -> said(event, event.from() + event.to(), "", event.what().replace("->", "→"), event.why());
            case MDA -> said(event, name(event.from()), "INBOX", code(event.what()), reason(event));
            case MSA, MTA -> said(event, sender(event), receiver(event), code(event.what()), reason(event));
            default -> event;
        };
    }

    static TraceEvent read(Instant at, Stage stage, Person reader, String what) {
        String way = reader.name() + " reads INBOX";
        return new TraceEvent(
                at, NOBODYS, stage, Kind.NOTED, plain(reader.domain()), way, "", what, "", List.of(), "", List.of());
    }

    private static TraceEvent said(TraceEvent event, String from, String to, String what, String why) {
        return new TraceEvent(
                event.at(),
                event.id(),
                event.stage(),
                event.kind(),
                plain(organisation(event.host())),
                plain(from),
                plain(to),
                plain(what),
                plain(why),
                List.of(),
                "",
                List.of());
    }

    private static String sender(TraceEvent event) {
        return event.from().contains("@") ? name(event.from()) : stage(event.stage(), event.from());
    }

    /** The stage that takes what this one hands on. */
    private static String receiver(TraceEvent event) {
        boolean submission = event.stage() == Stage.MSA && event.from().contains("@");
        if (submission) return stage(Stage.MSA, event.to());
        return stage(isLmtp(event) ? Stage.MDA : Stage.MTA, event.to());
    }

    private static String stage(Stage stage, String host) {
        int blank = host.indexOf(' ');
        return stage.name().toLowerCase(java.util.Locale.ROOT) + "."
                + organisation(blank < 0 ? host : host.substring(0, blank));
    }

    private static boolean isLmtp(TraceEvent event) {
        return event.dialogue().stream().anyMatch(line -> line.startsWith("C: LHLO"));
    }

    /** The code and status of a reply, without its text. */
    private static String code(String reply) {
        String[] words = reply.split(" ", 3);
        return words.length < 3 ? reply : words[0] + " " + words[1];
    }

    private static String reason(TraceEvent event) {
        List<String> parts = new ArrayList<>();
        if (event.stage() == Stage.MTA) parts.add(isLmtp(event) ? "LMTP" : "SMTP");
        if (!event.why().isEmpty()) parts.add(event.why());
        if (!event.peerId().isEmpty()) parts.add("there as " + event.peerId());
        return String.join(", ", parts);
    }

    private static String name(String address) {
        int at = address.indexOf('@');
        return at < 0 ? address : address.substring(0, at);
    }

    private static String organisation(String host) {
        return host.startsWith("mx.") ? host.substring(3) : host;
    }

    private static String plain(String text) {
        return text.replace(OUR_WORLD, "");
    }
}
