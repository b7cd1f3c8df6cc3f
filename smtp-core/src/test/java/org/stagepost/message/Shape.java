package org.stagepost.message;

import java.nio.charset.StandardCharsets;

/** Draws a structure with the octets of each leaf, so that a test shows the tree it expects. */
final class Shape {
    private Shape() {}

    /** One line an entity: indent, media type, and for leaves the body with line ends as {@code |}, then its lines. */
    static String of(byte[] message) {
        return of(MimePart.of(message), message);
    }

    static String of(MimePart part, byte[] message) {
        StringBuilder drawn = new StringBuilder();
        draw(part, message, 0, drawn);
        return drawn.toString();
    }

    private static void draw(MimePart part, byte[] message, int depth, StringBuilder drawn) {
        drawn.append("  ".repeat(depth))
                .append(part.type().type())
                .append('/')
                .append(part.type().subtype());
        if (part.children().isEmpty()) {
            drawn.append(" \"")
                    .append(body(part, message))
                    .append("\" ")
                    .append(part.extent().bodyLines());
        }
        drawn.append('\n');
        for (MimePart child : part.children()) draw(child, message, depth + 1, drawn);
    }

    static String body(MimePart part, byte[] message) {
        Extent extent = part.extent();
        return text(message, extent.body(), extent.end());
    }

    static String header(MimePart part, byte[] message) {
        Extent extent = part.extent();
        return text(message, extent.start(), extent.body());
    }

    private static String text(byte[] message, long from, long to) {
        return new String(message, (int) from, (int) (to - from), StandardCharsets.ISO_8859_1).replace("\r\n", "|");
    }

    /** A message of these lines, each ending CR LF. */
    static byte[] lines(String... lines) {
        return (String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A text block as a message: its line ends become CR LF. */
    static byte[] message(String block) {
        return block.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }
}
