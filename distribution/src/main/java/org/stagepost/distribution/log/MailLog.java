package org.stagepost.distribution.log;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.mta.bounce.Report;
import org.stagepost.mta.route.NextHop;
import org.stagepost.trace.TraceEvent;
import org.stagepost.trace.TraceEvent.Stage;
import org.stagepost.trace.Tracer;

/**
 * One line an event of a message: what has happened, then its id, who it is from and to, who was on the other side, and what was
 * said. The lines come from the trace, so each can be followed by {@code stagepost trace} with its id.
 */
public final class MailLog implements Tracer {
    private static final Logger LOG = LoggerFactory.getLogger("org.stagepost.mail");
    private static final int MOST_RECIPIENTS = 10;
    private static final String DELIVERY = new NextHop.Mailboxes().toString();

    @Override
    public void report(TraceEvent event) {
        if (LOG.isInfoEnabled() && isOfInterest(event)) LOG.info("{}", line(event));
    }

    /** Questions to the DNS are no event of a message, and what a call of delivery came to says delivery itself. */
    private static boolean isOfInterest(TraceEvent event) {
        return event.stage() != Stage.DNS
                && !(event.stage() == Stage.MTA && event.to().equals(DELIVERY));
    }

    static String line(TraceEvent event) {
        StringBuilder line = new StringBuilder(word(event));
        add(line, "id", event.id().text());
        add(line, "stage", event.stage().toString());
        List<String> parties = event.parties();
        if (!parties.isEmpty()) add(line, "from", "<" + parties.getFirst() + ">");
        if (parties.size() > 1) add(line, "to", recipients(parties.subList(1, parties.size())));
        add(line, "peer", isArrival(event) || event.to().isEmpty() ? event.from() : event.to());
        if (!event.peerId().isEmpty()) add(line, "peer-id", event.peerId());
        add(line, "reply", event.what());
        if (!event.why().isEmpty()) add(line, "why", event.why());
        return line.toString();
    }

    /** What has happened, in a word. */
    private static String word(TraceEvent event) {
        char reply = event.what().isEmpty() ? ' ' : event.what().charAt(0);
        if (event.what().startsWith("alarm")) return "alarm";
        if (event.stage() == Stage.QUEUE && (reply < '0' || reply > '9'))
            return event.what().replace(' ', '-');
        return switch (reply) {
            case '2' -> done(event);
            case '4' -> "deferred";
            default -> "refused";
        };
    }

    private static String done(TraceEvent event) {
        if (isArrival(event)) return "accepted";
        if (event.stage() == Stage.MDA) return "delivered";
        if (event.stage() != Stage.QUEUE) return "sent";
        for (Report.Kind kind : Report.Kind.values()) {
            if (event.why().equals(kind.told())) return kind == Report.Kind.FAILED ? "bounced" : "reported";
        }
        return "queued";
    }

    /** A message that came in was given to us, by our own name. */
    private static boolean isArrival(TraceEvent event) {
        return event.to().equals(event.host());
    }

    private static String recipients(List<String> recipients) {
        List<String> shown = recipients.subList(0, Math.min(MOST_RECIPIENTS, recipients.size()));
        String rest = recipients.size() > shown.size() ? ",+" + (recipients.size() - shown.size()) : "";
        return "<" + String.join(">,<", shown) + ">" + rest;
    }

    /** In quotes where it could be taken for several words, or for the next key. */
    private static void add(StringBuilder line, String key, String value) {
        line.append(' ').append(key).append('=');
        boolean plain = !value.isEmpty() && value.chars().allMatch(c -> c > ' ' && c != '"' && c != '\\' && c != '=');
        if (plain) line.append(value);
        else
            line.append('"')
                    .append(value.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append('"');
    }
}
