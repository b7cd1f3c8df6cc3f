package org.stagepost.net;

import java.util.Set;
import org.stagepost.mail.Ascii;

/**
 * How lines begin that are of some other protocol (hardening row C8): a browser that was lured to a mail port says harmful
 * things in the lines behind them, so the first one ends the dialogue. Not for lines that are no commands: base 64 may begin so.
 */
public final class OtherProtocol {
    /** First words of HTTP (RFC 9110 9.3, 9113 3.4, 4918 section 9) and of proxies; whoever begins like that goes on like that. */
    private static final Set<String> WORDS = Set.of(
            "GET",
            "POST",
            "HEAD",
            "PUT",
            "DELETE",
            "OPTIONS",
            "CONNECT",
            "TRACE",
            "PATCH",
            "PRI",
            "PROPFIND",
            "PROPPATCH",
            "MKCOL",
            "COPY",
            "MOVE",
            "LOCK",
            "UNLOCK",
            "REPORT",
            "SEARCH",
            "PROXY");

    private static final int LONGEST = 9;

    private OtherProtocol() {}

    /** Whether a command line begins with a word that no protocol of mail has there; ASCII case aside. */
    public static boolean begins(String line) {
        int end = 0;
        while (end < line.length() && end <= LONGEST && isWord(line.charAt(end))) end++;
        return WORDS.contains(Ascii.upper(line.substring(0, end)));
    }

    private static boolean isWord(char c) {
        return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_';
    }
}
