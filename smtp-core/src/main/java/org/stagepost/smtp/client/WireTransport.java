package org.stagepost.smtp.client;

import java.io.Closeable;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Outcome;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.mail.Transport;
import org.stagepost.net.Network;
import org.stagepost.smtp.Replies;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent.Kind;

/**
 * The next stage behind a wire: carries messages to one hop over pooled connections and reports each with its dialogue. By
 * SMTP a message goes to all recipients or to none, for whoever hands it over still has a client waiting; by LMTP each has a
 * reply of its own (RFC 2033).
 */
public final class WireTransport implements Transport, Closeable {
    private static final int LOGIN_REQUIRED = 530;

    private final Pool pool;
    private final Reporter reporter;
    private final Sharing sharing;
    private final CallAhead callAhead = new CallAhead(this::ask);

    /** @param reporter of the stage that sends */
    public WireTransport(Network network, Hop hop, Reporter reporter) {
        this.pool = new Pool(network, hop);
        this.reporter = reporter;
        this.sharing = hop.protocol() == Hop.Protocol.LMTP ? Sharing.EACH : Sharing.ALL_OR_NONE;
    }

    /** Asks the next stage by MAIL and RCPT; it is not asked about everybody again and again. */
    @Override
    public Reply accepts(Envelope soFar, Recipient recipient) {
        return callAhead.reply(soFar, recipient);
    }

    /** What came of a message, and what was said. */
    private record Carried(Outcome outcome, String server, List<String> dialogue) {}

    @Override
    public Outcome send(Envelope envelope, Message message) {
        Carried carried = carried(envelope, message);
        report(envelope, carried);
        return carried.outcome();
    }

    private Carried carried(Envelope envelope, Message message) {
        try {
            return pool.use(client -> carried(client, envelope, message));
        } catch (HopException e) {
            String server = pool.hop().to().toString();
            return new Carried(Outcome.all(envelope, later(e.reply())), server, List.of());
        }
    }

    private Carried carried(SmtpClient client, Envelope envelope, Message message) {
        Map<Recipient, Reply> replies = new LinkedHashMap<>();
        for (Recipient recipient : envelope.recipients())
            replies.put(recipient, Fitness.unkept(envelope, recipient, client).orElse(Replies.OTHERS_REFUSED));
        if (!replies.values().stream().allMatch(Replies.OTHERS_REFUSED::equals))
            return new Carried(new Outcome(replies), client.server(), List.of());
        Outcome outcome = client.send(envelope, message, sharing).with(WireTransport::ours);
        return new Carried(outcome, client.server(), client.dialogue());
    }

    private CallAhead.Answer ask(Envelope envelope, Recipient recipient) {
        try {
            return pool.use(client -> Fitness.unkept(envelope, recipient, client)
                    .map(reply -> new CallAhead.Answer(reply, false))
                    .orElseGet(() -> client.callAhead(envelope, recipient).with(WireTransport::ours)));
        } catch (HopException e) {
            return new CallAhead.Answer(later(e.reply()), false);
        }
    }

    /** A stage of ours that does not let us in at all is broken, not unwilling: the message is tried again. */
    private static Reply later(Reply reply) {
        return reply.permanent() ? Reply.of(451, "4.3.5", "the next server does not let us in: " + reply) : reply;
    }

    /** That a login is missing (RFC 4954 section 6) is our settings' fault, and neither the sender's nor the recipient's. */
    private static Reply ours(Reply reply) {
        return reply.code() == LOGIN_REQUIRED ? later(reply) : reply;
    }

    private void report(Envelope envelope, Carried carried) {
        Set<String> replies = new LinkedHashSet<>();
        Set<String> ids = new LinkedHashSet<>();
        for (Reply reply : carried.outcome().replies().values()) {
            replies.add(reply.toString());
            ids.add(PeerId.in(reply));
        }
        ids.remove("");
        reporter.step(envelope.trace())
                .from(pool.hop().ourName())
                .to(carried.server())
                .what(String.join("; ", replies))
                .about(envelope.from(), envelope.recipients())
                .knownThereAs(ids.isEmpty() ? "" : ids.iterator().next())
                .said(carried.dialogue())
                .done(Kind.of(carried.outcome(), Kind.SENT));
    }

    @Override
    public void close() {
        pool.close();
    }
}
