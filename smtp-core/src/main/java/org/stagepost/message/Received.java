package org.stagepost.message;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.TraceId;

/**
 * The trace field that each host puts on top of what it receives (RFC 5321 4.4).
 *
 * @param from the name that the client gave at EHLO
 * @param clientAddress its address, as in {@code 192.0.2.1} or {@code IPv6:2001:db8::1}; absent on a local socket
 * @param by our name
 * @param protocol as in {@code ESMTPSA} (RFC 3848)
 * @param id what the message is called here
 * @param recipient the one recipient; absent where there are several, or they would tell of each other
 * @param priority what was asked for (RFC 6710 section 7); 0 is not told
 * @param moment when it came
 */
public record Received(
        String from,
        Optional<String> clientAddress,
        String by,
        String protocol,
        String id,
        Optional<String> recipient,
        int priority,
        OffsetDateTime moment) {

    /** Of the usual priority. */
    public Received(
            String from,
            Optional<String> clientAddress,
            String by,
            String protocol,
            String id,
            Optional<String> recipient,
            OffsetDateTime moment) {
        this(from, clientAddress, by, protocol, id, recipient, 0, moment);
    }

    /** The most of these fields that a message may carry (RFC 5321 6.3): with more it is in a loop. */
    public static final int MOST_HOPS = 50;

    /** Longer is no path (RFC 5321 4.5.3.1.3). */
    private static final int LONGEST_WORD = 320;

    /** The field; what the client said of itself is written so that it can neither end a clause nor the line. */
    public HeaderField field() {
        String value = "from " + word(from)
                + clientAddress.map(address -> " ([" + word(address) + "])").orElse("")
                + " by " + word(by)
                + " with " + word(protocol)
                + " id " + word(id)
                + recipient.map(to -> " for <" + path(to) + ">").orElse("")
                + (priority == 0 ? "" : " PRIORITY " + priority)
                + "; " + Dates.format(moment);
        return HeaderField.of("Received", value);
    }

    /** The field of what a host has written itself: nobody has brought it, but whoever gets it twice knows it by its id. */
    public static HeaderField own(String host, TraceId id, OffsetDateTime moment) {
        String name = word(host);
        return HeaderField.of("Received", "from " + name + " by " + name + " id " + id + "; " + Dates.format(moment));
    }

    private static String word(String text) {
        return safe(text, c -> c < 0x7f);
    }

    /** An address beyond ASCII has come in with SMTPUTF8, and stays UTF-8 (RFC 6531 section 3.7.3). */
    private static String path(String text) {
        return safe(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1), c -> c != 0x7f);
    }

    private static String safe(String text, IntPredicate allowed) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), LONGEST_WORD); i++) {
            char c = text.charAt(i);
            boolean safe = c > ' ' && allowed.test(c) && "();<>\\\"".indexOf(c) < 0;
            word.append(safe ? c : '?');
        }
        return word.isEmpty() ? "unknown" : word.toString();
    }

    /** Hosts that the message has passed. */
    public static int hops(Header header) {
        return header.all("Received").size();
    }

    /** The id that a host gave the message, from the {@code id} clause of its field. */
    public static Optional<String> id(HeaderField received) {
        Lexer in = new Lexer(received.value());
        while (!in.atEnd() && in.peek() != ';') {
            in.skipSpace();
            String word = in.run(";<>\"");
            if (word.isEmpty()) {
                in.next();
            } else if (Ascii.equalsIgnoreCase(word, "id")) {
                in.skipSpace();
                in.take('<');
                return Optional.of(in.run(";<>\"")).filter(id -> !id.isEmpty());
            }
        }
        return Optional.empty();
    }
}
