package org.stagepost.smtp.server;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.stagepost.sasl.Channel;
import org.stagepost.smtp.Extension;
import org.stagepost.smtp.SmtpCommand;

/** What a listener's terms come to on one connection as it is now. */
final class Offer {
    private final Terms terms;
    private final Channel channel;

    Offer(Terms terms, Channel channel) {
        this.terms = terms;
        this.channel = channel;
    }

    Set<Extension> extensions() {
        Set<Extension> offered = EnumSet.noneOf(Extension.class);
        offered.addAll(terms.extensions());
        if (!channel.encrypted()) {
            offered.remove(Extension.REQUIRE_TLS);
            if (terms.startTls().isPresent()) offered.add(Extension.STARTTLS);
        }
        if (terms.trusts(channel.client())) offered.add(Extension.XCLIENT);
        if (!mechanisms().isEmpty()) offered.add(Extension.AUTH);
        return offered;
    }

    /** The words of the EHLO reply. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        for (Extension extension : extensions()) words.add(extension.keyword() + parameter(extension));
        return words;
    }

    private String parameter(Extension extension) {
        return switch (extension) {
            case SIZE -> " " + terms.limit().octets();
            case AUTH -> " " + String.join(" ", mechanisms());
            case LIMITS -> " RCPTMAX=" + terms.limit().recipients();
            case MT_PRIORITY -> " MIXER";
            case XCLIENT -> " " + String.join(" ", SmtpCommand.Xclient.NAMES);
            default -> "";
        };
    }

    private List<String> mechanisms() {
        return terms.logins().map(logins -> logins.offered(channel)).orElse(List.of());
    }
}
