package org.stagepost.message;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Messages made at random from a seed: by a grammar, so that they get deep, and mutants of those. */
final class Seeded {
    private static final String[] TYPES = {
        "text/plain; charset=utf-8", "text/html", "image/png; name=\"a b.png\"", "application/octet-stream",
                "message/rfc822",
        "multipart/mixed", "multipart/digest", "multipart/alternative", "text", "message/global"
    };
    private static final String[] SCRAPS = {
        "\r\n", "\n", "\r", "--", "--b", "--b1\r\n", "--b2--", "\0", ": ",
                "Content-Type: multipart/mixed; boundary=b1\r\n",
        "\r\n\r\n", " ", "\t", "From ", "Content-Type: message/rfc822\r\n\r\n", "\u00ff", "=?", "(", "\"",
                "boundary=\"b"
    };

    private final Random random;

    Seeded(long seed) {
        this.random = new Random(seed);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    byte[] message() {
        StringBuilder message = new StringBuilder();
        for (int i = below(4); i > 0; i--) message.append(field());
        entity(message, 4);
        return message.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private String field() {
        return switch (below(8)) {
            case 0 -> "From: \"Ann, L\" <ann@example.org>\r\n";
            case 1 -> "To: a@x.org (A), Friends: b@y.org;,\r\n\t<@r:c@z.org>\r\n";
            case 2 -> "Subject: =?utf-8?Q?J=C3=B6rg?= and\r\n more\r\n";
            case 3 -> "Date: Fri, 21 Nov 1997 09:55:06 -0600\r\n";
            case 4 -> "Message-ID: <1@x>\r\nIn-Reply-To: \r\n";
            case 5 -> "Content-Disposition: attachment; filename*=utf-8''a%20b\r\n";
            case 6 -> "Content-Language: en, de\r\nContent-ID: <a@b>\r\nContent-MD5: x\r\n";
            default -> "X: \u00c3\u00b6\r\n";
        };
    }

    private void entity(StringBuilder message, int depth) {
        String type = TYPES[below(TYPES.length)];
        boolean multipart = type.startsWith("multipart");
        String boundary = "b" + below(3) + (below(4) == 0 ? "b" : "");
        if (below(6) > 0) {
            message.append("Content-Type: ").append(type);
            if (multipart) message.append("; boundary=").append(boundary);
            message.append("\r\n");
        }
        if (below(10) > 0) message.append("\r\n");
        if (depth == 0) text(message);
        else if (multipart) parts(message, boundary, depth);
        else if (type.startsWith("message")) entity(message, depth - 1);
        else text(message);
    }

    private void parts(StringBuilder message, String boundary, int depth) {
        if (below(3) == 0) text(message);
        for (int i = below(4); i > 0; i--) {
            message.append("\r\n--")
                    .append(boundary)
                    .append(below(5) == 0 ? " \t" : "")
                    .append("\r\n");
            for (int f = below(3); f > 0; f--) message.append(field());
            entity(message, depth - 1);
        }
        if (below(4) > 0) message.append("\r\n--").append(boundary).append("--\r\n");
        if (below(3) == 0) text(message);
    }

    private void text(StringBuilder message) {
        for (int i = below(5); i > 0; i--) {
            String line = below(5) == 0 ? "--almost" : "x".repeat(below(100));
            message.append(line).append("\r\n");
        }
        if (below(4) == 0) message.append("no end");
    }

    /** The message with some scraps put in and some octets taken out. */
    byte[] mutant(byte[] message) {
        StringBuilder text = new StringBuilder(new String(message, StandardCharsets.ISO_8859_1));
        for (int i = 1 + below(6); i > 0; i--) {
            int at = below(text.length() + 1);
            if (below(3) > 0) text.insert(at, SCRAPS[below(SCRAPS.length)]);
            else text.delete(at, Math.min(text.length(), at + below(20)));
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
