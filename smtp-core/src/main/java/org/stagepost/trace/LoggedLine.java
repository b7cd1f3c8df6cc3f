package org.stagepost.trace;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.stagepost.trace.TraceEvent.Kind;

/**
 * A line of a log as far as somebody wants to know it: most lines of a search are passed over by their id alone, so fields
 * are cut out one at a time and the dialogue, most of a line, is never touched.
 *
 * @param octets the line without its end, one character an octet (ISO 8859-1)
 */
record LoggedLine(String octets) {
    private static final int AT = 0;
    private static final int ID = 1;
    private static final int PARTIES = 8;
    private static final int PEER = 9;
    private static final int KIND = 10;

    String id() {
        return field(ID);
    }

    /** What the other side of a wire calls the message; empty when it was not told. */
    String peerId() {
        return field(PEER);
    }

    /** Empty where a version has written it that told none. */
    Optional<Kind> kind() {
        return TraceLine.kind(field(KIND));
    }

    List<String> parties() {
        return TraceLine.parties(utf8(field(PARTIES)));
    }

    /** When it happened; a line that does not say happened before everything else. */
    Instant at() {
        try {
            return Instant.parse(field(AT));
        } catch (DateTimeParseException e) {
            return Instant.MIN;
        }
    }

    Optional<TraceEvent> event() {
        return TraceLine.parse(utf8(octets));
    }

    private String field(int number) {
        int from = 0;
        for (int i = 0; i < number; i++) {
            from = octets.indexOf('\t', from) + 1;
            if (from == 0) return "";
        }
        int to = octets.indexOf('\t', from);
        return octets.substring(from, to < 0 ? octets.length() : to);
    }

    private static String utf8(String octets) {
        return new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
