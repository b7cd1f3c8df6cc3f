package org.stagepost.smtp.client;

import org.stagepost.mail.Ascii;
import org.stagepost.mail.Reply;

/** What the next server calls the message, read out of its reply to the final dot. */
public final class PeerId {
    private static final String[] SIGNS = {"queued as ", "delivered ", "id="};

    private PeerId() {}

    /** The id; empty when the reply has none in a form that is in use. */
    public static String in(Reply reply) {
        String text = reply.text();
        String lower = Ascii.lower(text);
        for (String sign : SIGNS) {
            int at = reply.positive() ? lower.indexOf(sign) : -1;
            if (at >= 0) return word(text, at + sign.length());
        }
        return "";
    }

    private static String word(String text, int from) {
        int to = from;
        while (to < text.length() && to - from < 64 && isIdCharacter(text.charAt(to))) to++;
        return text.substring(from, to);
    }

    private static boolean isIdCharacter(char c) {
        return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '-' || c == '_';
    }
}
