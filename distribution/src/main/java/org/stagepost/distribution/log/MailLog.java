package org.stagepost.distribution.log;

import ch.qos.logback.classic.Level;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.trace.TraceEvent;
import org.stagepost.trace.TraceEvent.Kind;
import org.stagepost.trace.Tracer;

/**
 * One line an event of a message: what has happened, then its id, who it is from and to, who was on the other side, and what was
 * said. The lines come from the trace, so each can be followed by {@code stagepost trace} with its id.
 */
public final class MailLog implements Tracer {
    private static final Logger LOG = LoggerFactory.getLogger("org.stagepost.mail");
    private static final int MOST_RECIPIENTS = 10;

    /** Whether there are such lines from now on. */
    static void apply(boolean wanted) {
        ((ch.qos.logback.classic.Logger) LOG).setLevel(wanted ? null : Level.OFF); // null: as everything of ours
    }

    @Override
    public void report(TraceEvent event) {
        if (LOG.isInfoEnabled() && isOfInterest(event)) LOG.info("{}", line(event));
    }

    /** Questions to the DNS are no event of a message, and what a call of delivery came to says delivery itself. */
    private static boolean isOfInterest(TraceEvent event) {
        return event.kind() != Kind.RESOLVED && event.kind() != Kind.CALLED;
    }

    static String line(TraceEvent event) {
        StringBuilder line = new StringBuilder(event.kind().toString());
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
