package org.stagepost.pop3;

import java.util.ArrayList;
import java.util.List;
import org.stagepost.sasl.Channel;
import org.stagepost.sasl.Mechanisms;

/** What CAPA lists (RFC 2449 section 6). */
final class Capabilities {
    /** True at every moment: TOP to IMPLEMENTATION by RFC 2449 section 6, AUTH-RESP-CODE by RFC 3206 section 6. */
    private static final List<String> ALWAYS = List.of(
            "TOP", "UIDL", "RESP-CODES", "AUTH-RESP-CODE", "PIPELINING", "EXPIRE NEVER", "IMPLEMENTATION Stagepost");

    private Capabilities() {}

    static List<String> of(Mechanisms mechanisms, Channel channel, boolean stlsOffered) {
        List<String> words = new ArrayList<>(ALWAYS);
        if (stlsOffered) words.add("STLS");
        List<String> names = mechanisms.offered(channel);
        if (!names.isEmpty()) {
            words.add("USER");
            words.add("SASL " + String.join(" ", names));
        }
        return words;
    }
}
