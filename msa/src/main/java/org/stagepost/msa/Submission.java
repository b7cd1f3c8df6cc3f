package org.stagepost.msa;

import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.directory.Directory;
import org.stagepost.mail.Address;
import org.stagepost.mail.Domain;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.FutureRelease;
import org.stagepost.mail.Message;
import org.stagepost.mail.Onward;
import org.stagepost.mail.Outcome;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.mail.TraceId;
import org.stagepost.mail.Transport;
import org.stagepost.message.HeaderEdit;
import org.stagepost.msa.Allotment.Kind;
import org.stagepost.msa.SubmissionLimits.Taken;
import org.stagepost.msa.conform.Authors;
import org.stagepost.msa.conform.FixUps;
import org.stagepost.smtp.Replies;
import org.stagepost.smtp.TlsRequired;
import org.stagepost.smtp.server.Client;
import org.stagepost.smtp.server.Receipt;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent;
import org.stagepost.trace.TraceEvent.Stage;

/**
 * What is done with mail of a known sender: under his own names only, in bounds, and made to conform. The answer to a message
 * is the next stage's.
 *
 * <p>Recipients are refused at RCPT, where a mail client can tell which. Should one be refused only behind the message,
 * the next stage has taken it for none of them, and the client hears about that one: its author takes the address out and
 * sends again, and nobody gets it twice.
 */
final class Submission {
    private static final Logger LOG = LoggerFactory.getLogger(Submission.class);

    private final Transport onward;
    private final Directory directory;
    private final Stamp stamp;
    private final HeldMail held;
    private final Repeats repeats;
    private final Reporter reporter;

    @Inject
    Submission(
            @Onward Transport onward,
            Directory directory,
            Stamp stamp,
            HeldMail held,
            Repeats repeats,
            Reporter reporter) {
        this.repeats = repeats;
        this.held = held;
        this.onward = onward;
        this.directory = directory;
        this.stamp = stamp;
        this.reporter = reporter.as(Stage.MSA);
    }

    Reply mail(Sender sender, Envelope envelope) {
        Optional<Address> from = envelope.from().address();
        if (from.isPresent() && !isQualified(from.get())) return SubmissionReplies.SENDER_NOT_QUALIFIED;
        if (from.isPresent() && !sender.own().test(from.get())) return SubmissionReplies.notYours(from.get());
        boolean waits = envelope.options().hold().isPresent();
        if (waits && !held.hasRoom(sender.key(), envelope.options().size())) return SubmissionReplies.TOO_MUCH_HELD;
        return inBounds(sender, List.of(), Replies.SENDER_OK);
    }

    Reply rcpt(Sender sender, Envelope soFar, Recipient recipient) {
        if (!isQualified(recipient.address())) return SubmissionReplies.RECIPIENT_NOT_QUALIFIED;
        Reply bounds = inBounds(sender, soFar.and(recipient).recipients(), Replies.RECIPIENT_OK);
        if (!bounds.positive()) return bounds;
        Reply reply = onward.accepts(soFar, recipient);
        if (reply.permanent())
            alarm(sender, soFar.and(recipient), sender.limits().refused(sender.key(), 1));
        return reply.positive() ? bounds : reply;
    }

    /** A name without a dot means something in one house only, if anything (RFC 6409 4.2); it may be a domain of ours. */
    private boolean isQualified(Address address) {
        Domain domain = address.domain();
        return domain.isLiteral() || domain.name().indexOf('.') > 0 || directory.isLocal(domain);
    }

    private static Reply inBounds(Sender sender, List<Recipient> recipients, Reply yes) {
        return sender.limits()
                .lacking(sender.key(), recipients)
                .map(SubmissionReplies::tooMuch)
                .orElse(yes);
    }

    Receipt data(Sender sender, Client client, Envelope envelope, Message message) {
        try {
            return submit(sender, client, envelope, HeaderEdit.of(message));
        } catch (IOException unreadable) {
            return Receipt.all(envelope, SubmissionReplies.UNREADABLE);
        }
    }

    private Receipt submit(Sender sender, Client client, Envelope envelope, HeaderEdit came) {
        Optional<String> fault = new Authors(came.header(), sender.own()).fault();
        if (fault.isPresent()) return Receipt.all(envelope, SubmissionReplies.notYours(fault.get()));
        FixUps fixUps = FixUps.of(came, stamp.defaults(sender.author(), envelope));
        HeaderEdit header = fixUps.edit().onTop(stamp.received(client, envelope));
        Envelope tagged = envelope.with(TlsRequired.tagged(envelope.options(), came.header()));
        Outcome outcome = held(sender, tagged, header.message());
        if (outcome.allPositive())
            repeats.taken(sender.key(), envelope, came.header()).ifPresent(first -> repeated(sender, envelope, first));
        return Receipt.all(envelope, answer(envelope, outcome)).because(why(sender, envelope, fixUps));
    }

    /** What is to wait takes up its room first; how large it is may be known only now. */
    private Outcome held(Sender sender, Envelope envelope, Message message) {
        Optional<FutureRelease> hold = envelope.options().hold();
        if (hold.isEmpty()) return sent(sender, envelope, message);
        Instant until = hold.get().after(envelope.trace().madeAt());
        Optional<HeldMail.Place> place = held.take(sender.key(), until, message.size());
        if (place.isEmpty()) return Outcome.all(envelope, SubmissionReplies.TOO_MUCH_HELD);
        Outcome outcome = sent(sender, envelope, message);
        if (!outcome.allPositive()) held.giveBack(sender.key(), place.get());
        return outcome;
    }

    /** The next stage takes it for everybody or for nobody; what nobody gets is not counted, only who was refused. */
    private Outcome sent(Sender sender, Envelope envelope, Message message) {
        List<Recipient> recipients = envelope.recipients();
        SubmissionLimits limits = sender.limits();
        Taken taken = limits.sending(sender.key(), recipients);
        List<Kind> usedUp = new ArrayList<>(taken.usedUp());
        Outcome outcome = onward.send(envelope, message);
        if (outcome.allPositive()) limits.sent(sender.key(), recipients);
        else {
            limits.notSent(sender.key(), taken);
            int refused = (int)
                    outcome.replies().values().stream().filter(Reply::permanent).count();
            usedUp.addAll(limits.refused(sender.key(), refused));
        }
        alarm(sender, envelope, usedUp);
        return outcome;
    }

    private void repeated(Sender sender, Envelope envelope, TraceId first) {
        reporter.step(envelope.trace())
                .from(sender.key())
                .about(envelope.from(), envelope.recipients())
                .what("repeats " + first)
                .why("the same Message-ID and people as a little before; did the client not hear the answer?")
                .done(TraceEvent.Kind.REPEATED);
    }

    /** Nobody sends so much without noticing: either it is meant, or the password is somebody else's by now. */
    private void alarm(Sender sender, Envelope envelope, List<Kind> usedUp) {
        for (Kind kind : usedUp) {
            LOG.warn("{} has used up all {}", sender.name(), kind);
            reporter.step(envelope.trace())
                    .from(sender.key())
                    .about(envelope.from(), envelope.recipients())
                    .what("alarm: all " + kind + " are used up")
                    .why(sender.name() + " sends more than usual; is the password somebody else's?")
                    .done(TraceEvent.Kind.ALARM);
        }
    }

    /** Positive when it is so for everybody; else what was said of one, and the worst: a repetition would hear it again. */
    private static Reply answer(Envelope envelope, Outcome outcome) {
        if (outcome.allPositive()) return Replies.queued(envelope.trace());
        Reply worst = Replies.OTHERS_REFUSED;
        for (Map.Entry<Recipient, Reply> each : outcome.replies().entrySet()) {
            Reply reply = each.getValue();
            boolean worse = reply.permanent() && !worst.permanent()
                    || reply.temporary() && worst.equals(Replies.OTHERS_REFUSED);
            if (worse && !reply.equals(Replies.OTHERS_REFUSED)) worst = SubmissionReplies.about(each.getKey(), reply);
        }
        return worst;
    }

    private static String why(Sender sender, Envelope envelope, FixUps fixUps) {
        StringJoiner why = new StringJoiner(", ");
        if (!fixUps.summary().isEmpty()) why.add(fixUps.summary());
        envelope.from().address().ifPresent(from -> why.add(sender.name() + " may use " + from));
        return why.toString();
    }
}
