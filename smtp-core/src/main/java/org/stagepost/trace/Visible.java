package org.stagepost.trace;

/**
 * Text of strangers made fit to be shown or logged: whatever could end a line, move the cursor, colour the terminal, hide
 * behind no width or turn the direction of writing around is written out (hardening row C17).
 */
public final class Visible {
    private Visible() {}

    /** The same text with every such character as {@code \\u001b}; short names for tab and line ends. */
    public static String text(String hostile) {
        for (int i = 0; i < hostile.length(); i++) {
            if (isHidden(hostile.charAt(i))) return escaped(hostile);
        }
        return hostile;
    }

    private static String escaped(String hostile) {
        StringBuilder plain = new StringBuilder(hostile.length() + 16);
        for (int i = 0; i < hostile.length(); i++) {
            char c = hostile.charAt(i);
            if (isHidden(c)) escape(c, plain);
            else plain.append(c);
        }
        return plain.toString();
    }

    static void escape(char c, StringBuilder out) {
        switch (c) {
            case '\t' -> out.append("\\t");
            case '\r' -> out.append("\\r");
            case '\n' -> out.append("\\n");
            default -> {
                out.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) out.append(Character.forDigit(c >> shift & 15, 16));
            }
        }
    }

    static boolean isHidden(char c) {
        if (c >= ' ' && c < 127) return false;
        if (c < 0xa0) return true;
        return switch (Character.getType(c)) {
            case Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE -> true;
            default -> false;
        };
    }
}
