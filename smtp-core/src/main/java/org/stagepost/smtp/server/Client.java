package org.stagepost.smtp.server;

import java.time.OffsetDateTime;
import java.util.Optional;
import org.stagepost.mail.Envelope;
import org.stagepost.message.HeaderField;
import org.stagepost.message.Received;
import org.stagepost.sasl.Identity;

/**
 * A peer that has said hello.
 *
 * @param name what it calls itself, which proves nothing
 * @param login who it has proved to be
 */
public record Client(Peer peer, Hello hello, String name, Optional<Identity> login) {
    Client by(Identity identity) {
        return new Client(peer, hello, name, Optional.of(identity));
    }

    /** The protocol as a Received field names it: {@code ESMTPSA} is ESMTP with TLS and a login (RFC 3848, RFC 6531 4.3). */
    public String protocol(Envelope envelope) {
        if (hello == Hello.HELO) return hello.protocol();
        String name = envelope.options().smtpUtf8() ? hello.internationalProtocol() : hello.protocol();
        return name + (peer.tls().isPresent() ? "S" : "") + (login.isPresent() ? "A" : "");
    }

    /** The field that a stage puts on top of what this client brought (RFC 5321 4.4). */
    public HeaderField received(Envelope envelope, String hostName, OffsetDateTime moment) {
        Optional<String> only = envelope.recipients().size() == 1
                ? Optional.of(envelope.recipients().get(0).toString())
                : Optional.empty();
        String id = envelope.trace().toString();
        int priority = envelope.options().priority();
        return new Received(name, peer.literal(), hostName, protocol(envelope), id, only, priority, moment).field();
    }

    /** For the trace: the login, or else name and address. */
    @Override
    public String toString() {
        return login.map(Identity::login).orElseGet(() -> name + " " + peer);
    }
}
