package org.stagepost.smtp.server;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Reply;
import org.stagepost.mail.TraceId;
import org.stagepost.message.Header;
import org.stagepost.net.Connection;
import org.stagepost.net.Dialogue;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent.Kind;

/** Speaks SMTP, submission or LMTP on the connections of one listener: the same terms and receiver for each. */
public final class SmtpServer implements Dialogue {
    private final Terms terms;
    private final Receiver receiver;
    private final Reporter reporter;
    private final Clock clock;
    private final RandomGenerator random;

    /** @param random for the id of each transaction; safe to be used by many threads */
    public SmtpServer(Terms terms, Receiver receiver, Reporter reporter, Clock clock, RandomGenerator random) {
        this.terms = terms;
        this.receiver = receiver;
        this.reporter = reporter;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public void converse(Connection connection) throws IOException {
        new SmtpSession(this, connection).converse();
    }

    Terms terms() {
        return terms;
    }

    Receiver receiver() {
        return receiver;
    }

    TraceId nextId() {
        return TraceId.next(clock, random);
    }

    Instant now() {
        return clock.instant();
    }

    /** The words about its subject where the trace may have them; of what is below the header nothing is ever told. */
    String subjectOf(Message message) {
        if (!reporter.tellsSubjects()) return "";
        try (InputStream octets = message.open()) {
            return Header.read(octets)
                    .first("Subject")
                    .map(field -> ", \"" + field.text() + "\"")
                    .orElse(", without a subject");
        } catch (IOException e) {
            return ", whose header cannot be read back";
        }
    }

    /** Tells the trace what became of a message. */
    void report(Client client, Envelope envelope, Receipt receipt, List<String> dialogue) {
        Set<String> replies = new LinkedHashSet<>();
        for (Reply reply : receipt.outcome().replies().values()) replies.add(reply.toString());
        step(client, envelope, dialogue)
                .what(String.join("; ", replies))
                .why(receipt.why())
                .done(Kind.of(receipt.outcome(), Kind.ACCEPTED));
    }

    /** Tells the trace of a sender or of recipients that never got so far. */
    void report(Client client, Envelope envelope, Reply refusal, List<String> dialogue) {
        step(client, envelope, dialogue).what(refusal).done(receiver.kind(refusal));
    }

    private Reporter.Step step(Client client, Envelope envelope, List<String> dialogue) {
        return reporter.step(envelope.trace())
                .from(client)
                .to(terms.hostName())
                .about(envelope.from(), envelope.recipients())
                .said(dialogue);
    }
}
