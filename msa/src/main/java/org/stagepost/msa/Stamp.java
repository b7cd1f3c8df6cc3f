package org.stagepost.msa;

import jakarta.inject.Inject;
import java.time.Clock;
import java.time.OffsetDateTime;
import org.stagepost.mail.Address;
import org.stagepost.mail.Envelope;
import org.stagepost.message.HeaderField;
import org.stagepost.msa.conform.FixUps;
import org.stagepost.smtp.server.Client;

/** What this host puts on a message: its name and the time. */
final class Stamp {
    private final String host;
    private final Clock clock;

    @Inject
    Stamp(MsaConfig config, Clock clock) {
        this.host = config.hostname().name();
        this.clock = clock;
    }

    /** The field of this hop (RFC 5321 4.4). */
    HeaderField received(Client client, Envelope envelope) {
        return client.received(envelope, host, OffsetDateTime.now(clock));
    }

    FixUps.Defaults defaults(Address author, Envelope envelope) {
        String messageId = "<" + envelope.trace() + "@" + host + ">";
        return new FixUps.Defaults(author, messageId, OffsetDateTime.now(clock));
    }
}
