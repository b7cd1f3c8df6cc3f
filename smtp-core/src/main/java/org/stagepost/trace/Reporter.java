package org.stagepost.trace;

import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.stagepost.mail.TraceId;
import org.stagepost.trace.TraceEvent.Kind;
import org.stagepost.trace.TraceEvent.Stage;

/** A stage's pen: it knows who reports and what time it is, so that a decision is reported in one line beside it. */
public final class Reporter {
    private final Tracer tracer;
    private final Clock clock;
    private final Stage stage;
    private final String host;
    private final boolean subjects;

    /** @param host our own name, as in our Received field */
    public Reporter(Tracer tracer, Clock clock, Stage stage, String host) {
        this(tracer, clock, stage, host, false);
    }

    private Reporter(Tracer tracer, Clock clock, Stage stage, String host, boolean subjects) {
        this.tracer = tracer;
        this.clock = clock;
        this.stage = stage;
        this.host = host;
        this.subjects = subjects;
    }

    /** The same pen in the hand of another stage of this process. */
    public Reporter as(Stage other) {
        return new Reporter(tracer, clock, other, host, subjects);
    }

    /** The same pen, told whether the Subject of a message may be written down. */
    public Reporter withSubjects(boolean told) {
        return new Reporter(tracer, clock, stage, host, told);
    }

    /** Whether the Subject of a message may be written down. */
    public boolean tellsSubjects() {
        return subjects;
    }

    /** A step to be described and then {@linkplain Step#done reported}. */
    public Step step(TraceId id) {
        return new Step(id, "", "", "", "", List.of(), "", List.of());
    }

    /** A step so far; the words are those of {@link TraceEvent}. */
    public final class Step {
        private final TraceId id;
        private final String from;
        private final String to;
        private final String what;
        private final String why;
        private final List<String> parties;
        private final String peerId;
        private final List<String> dialogue;

        private Step(
                TraceId id,
                String from,
                String to,
                String what,
                String why,
                List<String> parties,
                String peerId,
                List<String> dialogue) {
            this.id = id;
            this.from = from;
            this.to = to;
            this.what = what;
            this.why = why;
            this.parties = parties;
            this.peerId = peerId;
            this.dialogue = dialogue;
        }

        public Step from(Object who) {
            return new Step(id, who.toString(), to, what, why, parties, peerId, dialogue);
        }

        public Step to(Object whom) {
            return new Step(id, from, whom.toString(), what, why, parties, peerId, dialogue);
        }

        public Step what(Object result) {
            return new Step(id, from, to, result.toString(), why, parties, peerId, dialogue);
        }

        public Step why(String reason) {
            return new Step(id, from, to, what, reason, parties, peerId, dialogue);
        }

        /** By whom the journey can be found: the reverse path, and the recipients of this step. */
        public Step about(Object sender, List<?> recipients) {
            List<String> texts = Stream.concat(Stream.of(sender), recipients.stream())
                    .map(Object::toString)
                    .toList();
            return new Step(id, from, to, what, why, texts, peerId, dialogue);
        }

        /** The id that the other side of the wire gave the message. */
        public Step knownThereAs(String theirId) {
            return new Step(id, from, to, what, why, parties, theirId, dialogue);
        }

        public Step said(List<String> lines) {
            return new Step(id, from, to, what, why, parties, peerId, lines);
        }

        /** Reports it. */
        public void done(Kind kind) {
            tracer.report(new TraceEvent(
                    clock.instant(), id, stage, kind, host, from, to, what, why, parties, peerId, dialogue));
        }
    }
}
