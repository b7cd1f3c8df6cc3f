package org.stagepost.trace;

import java.util.List;

/** An event without the people in it: of each address only the domain stays, and no login or name beside it. */
final class Blanked {
    private static final String SOMEBODY = "…";

    private Blanked() {}

    static TraceEvent of(TraceEvent event) {
        return new TraceEvent(
                event.at(),
                event.id(),
                event.stage(),
                event.kind(),
                event.host(),
                withoutNames(event.from()),
                withoutNames(event.to()),
                addresses(event.what()),
                addresses(event.why()),
                List.of(),
                event.peerId(),
                event.dialogue().stream().map(Blanked::addresses).toList());
    }

    /** Ends of a hop are host names, with a dot or a bracket, or people. */
    private static String withoutNames(String end) {
        boolean host = end.indexOf('@') < 0 && (end.indexOf('.') >= 0 || end.indexOf('[') >= 0);
        return host || end.isEmpty() ? end : end.indexOf('@') < 0 ? SOMEBODY : addresses(end);
    }

    static String addresses(String text) {
        int at = text.indexOf('@');
        if (at < 0) return text;
        StringBuilder plain = new StringBuilder(text.length());
        int from = 0;
        while (at >= 0) {
            int start = at;
            while (start > from && isLocalPart(text.charAt(start - 1))) start--;
            plain.append(text, from, start).append(SOMEBODY);
            from = at;
            at = text.indexOf('@', at + 1);
        }
        return plain.append(text, from, text.length()).toString();
    }

    private static boolean isLocalPart(char c) {
        return c > ' ' && "<>(),;:[]".indexOf(c) < 0;
    }
}
