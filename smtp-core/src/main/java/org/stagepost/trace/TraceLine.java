package org.stagepost.trace;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mail.TraceId;
import org.stagepost.trace.TraceEvent.Kind;
import org.stagepost.trace.TraceEvent.Stage;

/**
 * An event as one line of a log: fields between tabs in the order of {@link TraceEvent}, addresses between spaces, then
 * the kind and each line of the dialogue as a field of its own; versions before told no kind. Hidden characters and backslashes are escaped, so that {@code grep}
 * finds whole events and no stranger writes a line of his own.
 */
final class TraceLine {
    static final int MAX_FIELD = 1_000;
    private static final int MAX_DIALOGUE = 200;
    private static final int FIXED = 10;

    private TraceLine() {}

    /** Without line end; over-long fields and dialogues are cut. */
    static String of(TraceEvent event) {
        StringBuilder line = new StringBuilder(256);
        line.append(event.at()).append('\t').append(event.id()).append('\t').append(event.stage());
        for (String field : List.of(event.host(), event.from(), event.to(), event.what(), event.why()))
            escape(field, line.append('\t'));
        line.append('\t');
        String separator = "";
        for (String party : event.parties()) {
            StringBuilder address = new StringBuilder();
            escape(party, address);
            line.append(separator).append(address.toString().replace(" ", "\\u0020"));
            separator = " ";
        }
        escape(event.peerId(), line.append('\t'));
        line.append('\t').append(event.kind());
        int lines = Math.min(event.dialogue().size(), MAX_DIALOGUE);
        for (String said : event.dialogue().subList(0, lines)) escape(said, line.append('\t'));
        return line.toString();
    }

    /** Empty for what is no event: a remark, or a line cut short by a crash. */
    static Optional<TraceEvent> parse(String line) {
        List<String> fields = new ArrayList<>(List.of(line.split("\t", -1)));
        if (fields.size() < FIXED || line.startsWith("#")) return Optional.empty();
        try {
            Instant at = Instant.parse(fields.get(0));
            TraceId id = TraceId.parse(fields.get(1));
            Stage stage = Stage.valueOf(fields.get(2));
            List<String> parties = parties(fields.get(8));
            Optional<Kind> kind = fields.size() > FIXED ? kind(fields.get(FIXED)) : Optional.empty();
            int said = kind.isPresent() ? FIXED + 1 : FIXED;
            fields.replaceAll(TraceLine::unescape);
            return Optional.of(new TraceEvent(
                    at,
                    id,
                    stage,
                    kind.orElse(Kind.NOTED),
                    fields.get(3),
                    fields.get(4),
                    fields.get(5),
                    fields.get(6),
                    fields.get(7),
                    parties,
                    fields.get(9),
                    fields.subList(said, fields.size())));
        } catch (SyntaxException | IllegalArgumentException | DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** What is no kind is the first line of a dialogue, which begins with who speaks. */
    static Optional<Kind> kind(String field) {
        return Stream.of(Kind.values())
                .filter(kind -> kind.toString().equals(field))
                .findAny();
    }

    /** The addresses in the field that holds them. */
    static List<String> parties(String field) {
        if (field.isEmpty()) return List.of();
        return Stream.of(field.split(" ", -1)).map(TraceLine::unescape).toList();
    }

    private static void escape(String field, StringBuilder line) {
        int end = Math.min(field.length(), MAX_FIELD);
        for (int i = 0; i < end; i++) {
            char c = field.charAt(i);
            if (c == '\\') line.append("\\\\");
            else if (Visible.isHidden(c)) Visible.escape(c, line);
            else line.append(c);
        }
        if (end < field.length()) line.append('…');
    }

    private static String unescape(String field) {
        if (field.indexOf('\\') < 0) return field;
        StringBuilder plain = new StringBuilder(field.length());
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c != '\\' || i + 1 == field.length()) {
                plain.append(c);
                continue;
            }
            char kind = field.charAt(++i);
            switch (kind) {
                case 't' -> plain.append('\t');
                case 'r' -> plain.append('\r');
                case 'n' -> plain.append('\n');
                case 'u' -> {
                    plain.append((char) hex(field, i + 1));
                    i += 4;
                }
                default -> plain.append(kind);
            }
        }
        return plain.toString();
    }

    private static int hex(String field, int from) {
        int value = 0;
        for (int i = from; i < from + 4 && i < field.length(); i++)
            value = value << 4 | Math.max(0, Character.digit(field.charAt(i), 16));
        return value;
    }
}
