package org.stagepost.smtp.server;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.stagepost.mail.FutureRelease;
import org.stagepost.net.Connection;
import org.stagepost.sasl.Channel;
import org.stagepost.smtp.Extension;
import org.stagepost.smtp.SmtpCommand;
import org.stagepost.smtp.server.Terms.Times;

/** What a listener's terms come to on one connection as it is now. */
final class Offer {
    private final Terms terms;
    private final Channel channel;
    private final boolean unheard;
    private final Supplier<Instant> now;

    /** @param now the clock by which messages are held */
    Offer(Terms terms, Connection connection, Supplier<Instant> now) {
        this.unheard = connection.isUnix() || terms.limit().times().equals(Times.OWN_STAGE) && isHere(connection);
        this.now = now;
        this.terms = terms;
        this.channel = Channel.of(connection);
    }

    /** Others who come from the loopback may speak, in plain text too, for somebody who is elsewhere; our own stages do not. */
    private static boolean isHere(Connection connection) {
        return connection.remoteAddress().isLoopbackAddress();
    }

    Set<Extension> extensions() {
        Set<Extension> offered = EnumSet.noneOf(Extension.class);
        offered.addAll(terms.extensions());
        if (!channel.encrypted()) {
            if (!unheard) offered.remove(Extension.REQUIRE_TLS); // what stays on this machine nobody listens to
            if (terms.startTls().isPresent()) offered.add(Extension.STARTTLS);
        }
        if (terms.limit().times().hold().isPositive()) offered.add(Extension.FUTURE_RELEASE);
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
            case AUTH -> mechanisms().isEmpty() ? "" : " " + String.join(" ", mechanisms());
            case LIMITS -> " RCPTMAX=" + terms.limit().recipients();
            case DELIVER_BY -> " " + terms.limit().times().least();
            case FUTURE_RELEASE ->
                " " + hold().toSeconds() + " " + FutureRelease.date(now.get().plus(hold()));
            case MT_PRIORITY -> " MIXER";
            case XCLIENT -> " " + String.join(" ", SmtpCommand.Xclient.OFFERED);
            default -> "";
        };
    }

    private Duration hold() {
        return terms.limit().times().hold();
    }

    private List<String> mechanisms() {
        return terms.logins().map(logins -> logins.offered(channel)).orElse(List.of());
    }
}
