package org.stagepost.mta.deliver;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.DeliverBy;
import org.stagepost.mail.EnhancedStatus;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.MailOptions;
import org.stagepost.mail.Message;
import org.stagepost.mail.Outcome;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Recipient.Notify;
import org.stagepost.mail.Reply;
import org.stagepost.mta.bounce.Dsn;
import org.stagepost.mta.bounce.SevenBitReport;
import org.stagepost.mta.route.NextHop;
import org.stagepost.net.Network;
import org.stagepost.net.TlsSession;
import org.stagepost.smtp.Extension;
import org.stagepost.smtp.client.Hop;
import org.stagepost.smtp.client.HopException;
import org.stagepost.smtp.client.Sharing;
import org.stagepost.smtp.client.SmtpClient;

/** Speaks SMTP or LMTP to the servers of one next hop; stays with the one that took the last message. */
final class WireCourier implements Courier {
    private static final Reply LOOP =
            Reply.of(554, "5.4.6", "its mail host is this one, where the domain is not known");
    private static final Reply UNPROVEN =
            Reply.of(550, "5.7.30", "TLS is required, and nobody vouches for this being a mail host of the domain");
    private static final int LOGIN_REQUIRED = 530;
    private static final EnhancedStatus NO_TLS = EnhancedStatus.of("4.7.5");
    private static final EnhancedStatus UNREACHABLE = EnhancedStatus.of("4.4.1");

    private final Network network;
    private final Ways ways;
    private final NextHop next;
    private final Clock clock;
    private Optional<SmtpClient> kept = Optional.empty();

    WireCourier(Network network, Ways ways, NextHop next, Clock clock) {
        this.clock = clock;
        this.network = network;
        this.ways = ways;
        this.next = next;
    }

    /** Over a connection that is there; where it ends, there is no other of this kind. */
    WireCourier(Network network, Ways ways, NextHop next, Clock clock, SmtpClient there) {
        this(network, ways, next, clock);
        this.kept = Optional.of(there);
    }

    @Override
    public Attempt deliver(Envelope envelope, Message message) {
        Round round = new Round(envelope, message);
        if (kept.isPresent() && kept.get().isUsable() && round.mayGoOver(kept.get())) {
            round.speak(kept.get());
            if (kept.get().isAnswering()) return round.attempt();
            round.forget();
        }
        close();
        return switch (ways.to(next, envelope.trace())) {
            case Ways.Answer.Nowhere(Reply reply) ->
                reply.permanent() ? Attempt.ours(envelope, reply) : Attempt.nobody(envelope, reply);
            case Ways.Answer.Servers(List<Hop> hops, int most) -> round.tryInTurn(hops, most);
        };
    }

    /**
     * The DNS may know us by a name that is not ours. Who answers with our own name is us, and neither it nor a less
     * preferred host may get the message from here (RFC 5321 5.1); a next hop of the settings may have our name.
     */
    private boolean isOurselves(SmtpClient client) {
        return next instanceof NextHop.MailHostsOf
                && Ascii.equalsIgnoreCase(client.serverName(), client.hop().ourName());
    }

    @Override
    public void close() {
        kept.ifPresent(SmtpClient::close);
        kept = Optional.empty();
    }

    /** One message at one server after the other, until nobody is left whom another server might take. */
    private final class Round {
        private final Envelope envelope;
        private final Message message;
        private final Map<Recipient, Reply> replies = new LinkedHashMap<>();
        private final Map<Recipient, Reply> unprotected = new HashMap<>();
        private final List<String> story = new ArrayList<>();
        private final List<String> dialogue = new ArrayList<>();
        private final Set<Recipient> passed = new HashSet<>();
        private final Set<Recipient> traced = new HashSet<>();
        private String by = "";
        private boolean spoken;
        private final boolean strict;

        Round(Envelope envelope, Message message) {
            this.envelope = envelope;
            this.message = message;
            boolean report = envelope.from().isNull();
            this.strict = envelope.options().requireTls() && !report && !(next instanceof NextHop.Lmtp);
        }

        /** What requires TLS goes only where it is checked (RFC 8689 4.2.1); everything else goes there too. */
        boolean mayGoOver(SmtpClient client) {
            if (!strict) return true;
            boolean came =
                    next instanceof NextHop.Fetched && client.tls().isPresent(); // and has proved himself by a login
            boolean checked = client.hop().security().isVerified();
            return came || checked && client.unprotected(envelope).isEmpty();
        }

        Attempt tryInTurn(List<Hop> hops, int most) {
            int sessions = 0;
            for (Hop hop : hops) {
                if (sessions == most) break;
                Optional<Hop> way = strict ? ways.guarded(next, hop) : Optional.of(hop);
                if (way.isEmpty()) {
                    unprotected(hop, UNPROVEN);
                    continue;
                }
                try {
                    SmtpClient client = SmtpClient.open(network, way.get());
                    sessions++;
                    Optional<Reply> unprotected = client.unprotected(envelope);
                    if (strict && unprotected.isPresent()) {
                        client.close();
                        unprotected(hop, unprotected.get());
                        continue;
                    }
                    if (isOurselves(client)) {
                        client.close();
                        story.add(hop.to() + " is this very server");
                        for (Recipient recipient : waiting()) replies.putIfAbsent(recipient, LOOP);
                        spoken = true;
                        break;
                    }
                    close();
                    kept = Optional.of(client);
                    speak(client);
                    if (client.mayComeTwice() || waiting().isEmpty()) break;
                } catch (HopException e) {
                    if (strict && e.reply().status().equals(NO_TLS)) {
                        unprotected(
                                hop,
                                Reply.of(
                                        550,
                                        "5.7.10",
                                        "TLS is required: " + e.reply().text()));
                        continue;
                    }
                    if (!e.reply().status().equals(UNREACHABLE)) sessions++;
                    refused(hop, e.reply());
                }
            }
            return attempt();
        }

        void speak(SmtpClient client) {
            Envelope now = envelope.to(waiting()).sentAt(clock.instant()).released();
            Dsn.Letter letter = fitting(now, client);
            Outcome outcome = client.send(letter.envelope(), letter.message(), Sharing.EACH)
                    .with(this::ours);
            replies.putAll(outcome.replies());
            outcome.replies().forEach((recipient, reply) -> {
                if (reply.positive()) passed(client, now.options(), recipient);
            });
            by = client.server();
            spoken = true;
            story.add(client.tls().map(TlsSession::protocol).orElse("no TLS"));
            dialogue.addAll(client.dialogue());
        }

        /** A report that this server would refuse for its 8-bit octets, without them. */
        private Dsn.Letter fitting(Envelope now, SmtpClient client) {
            Dsn.Letter asItIs = new Dsn.Letter(now, message);
            try {
                return client.offered().has(Extension.EIGHT_BIT_MIME) ? asItIs : SevenBitReport.of(now, message);
            } catch (IOException unreadable) {
                return asItIs;
            }
        }

        /** What a dead connection, or one that is out of step, has said of anybody. */
        void forget() {
            replies.clear();
            spoken = false;
        }

        /** That a host of the settings wants a login (RFC 4954 section 6) is for the operator to mend, and no reason to give up. */
        private Reply ours(Reply reply) {
            boolean named = next instanceof NextHop.Relay || next instanceof NextHop.Lmtp;
            return named && reply.code() == LOGIN_REQUIRED ? later(reply) : reply;
        }

        private static Reply later(Reply reply) {
            return Reply.of(451, "4.4.0", "the server does not let us in: " + reply);
        }

        private void passed(SmtpClient client, MailOptions options, Recipient recipient) {
            if (client.offered().has(Extension.DSN)) passed.add(recipient);
            if (options.by().isEmpty() || recipient.notices().contains(Notify.NEVER)) return;
            DeliverBy by = options.by().get();
            boolean unwatched = by.seconds() > 0 && !client.offered().has(Extension.DELIVER_BY);
            boolean relayed = client.hop().protocol() == Hop.Protocol.SMTP;
            if (relayed && (by.traced() || unwatched)) traced.add(recipient);
        }

        /** A server that lets nobody in may do so tomorrow, and there may be another: never a reason to give up. */
        private void refused(Hop hop, Reply reply) {
            Reply later = reply.permanent() ? later(reply) : reply;
            story.add(hop.to() + ": " + reply);
            for (Recipient recipient : waiting()) replies.put(recipient, later);
        }

        /**
         * A server that may not have it. Another may; where none is left it comes back (RFC 8689 4.2.1), unless one of them
         * could not even be asked.
         */
        private void unprotected(Hop hop, Reply reply) {
            spoken = true;
            story.add(hop.to() + ": " + reply);
            for (Recipient recipient : envelope.recipients()) unprotected.putIfAbsent(recipient, reply);
        }

        /** Who has no answer yet, or one that another server may better. */
        private List<Recipient> waiting() {
            return envelope.recipients().stream()
                    .filter(recipient -> !replies.containsKey(recipient)
                            || replies.get(recipient).temporary())
                    .toList();
        }

        Attempt attempt() {
            unprotected.forEach(replies::putIfAbsent);
            String why = String.join(", then ", story);
            return new Attempt(new Outcome(replies), by, why, dialogue, passed, traced, spoken, Optional.empty());
        }
    }
}
