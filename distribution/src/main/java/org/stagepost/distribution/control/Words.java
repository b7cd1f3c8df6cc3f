package org.stagepost.distribution.control;

import java.util.ArrayList;
import java.util.List;
import org.stagepost.mail.SyntaxException;

/** The words of an order as one line: tabs between them, and what would break the line escaped within. */
final class Words {
    /** Octets of a line; an alias with its hundred targets fits. */
    static final int MAX_LINE = 32_768;

    private Words() {}

    static String line(List<String> words) {
        StringBuilder line = new StringBuilder();
        for (String word : words) {
            if (!line.isEmpty()) line.append('\t');
            escape(word, line);
        }
        return line.toString();
    }

    static String escaped(String text) {
        StringBuilder line = new StringBuilder();
        escape(text, line);
        return line.toString();
    }

    private static void escape(String text, StringBuilder line) {
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '\\' -> line.append("\\\\");
                case '\t' -> line.append("\\t");
                case '\r' -> line.append("\\r");
                case '\n' -> line.append("\\n");
                case '\0' -> line.append("\\0");
                default -> line.append(text.charAt(i));
            }
        }
    }

    static List<String> parse(String line) throws SyntaxException {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\t') {
                words.add(word.toString());
                word.setLength(0);
            } else if (c != '\\') word.append(c);
            else if (++i < line.length()) word.append(unescaped(line.charAt(i)));
            else throw new SyntaxException("the line ends in the middle of an escape");
        }
        words.add(word.toString());
        return words;
    }

    private static char unescaped(char kind) throws SyntaxException {
        return switch (kind) {
            case '\\' -> '\\';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'n' -> '\n';
            case '0' -> '\0';
            default -> throw new SyntaxException("no such escape");
        };
    }
}
