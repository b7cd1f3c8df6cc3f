package org.stagepost.mta.queue;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.stagepost.mail.Address;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.DeliverBy;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.FutureRelease;
import org.stagepost.mail.MailOptions;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Recipient.Notify;
import org.stagepost.mail.ReversePath;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mail.TlsWish;
import org.stagepost.mail.TraceId;

/**
 * The first lines of a queue file, before the octets of the message: one fact a line, a word and its value.
 *
 * @param size octets of the message that follows
 */
record Head(Instant arrived, Envelope envelope, long size) {
    static final String MAGIC = "stagepost-queue 1";

    /** All lines with the empty one that ends them. */
    String text() {
        StringBuilder text = new StringBuilder(MAGIC).append('\n');
        text.append("trace ").append(envelope.trace()).append('\n');
        text.append("arrived ").append(arrived).append('\n');
        envelope.login().ifPresent(login -> line(text, "login", login));
        line(text, "from", envelope.from().toString());
        options(text, envelope.options());
        for (Recipient recipient : envelope.recipients()) recipient(text, recipient);
        return text.append("size ").append(size).append("\n\n").toString();
    }

    private static void options(StringBuilder text, MailOptions options) {
        text.append("body ").append(options.body().name()).append('\n');
        if (options.smtpUtf8()) text.append("smtputf8 yes\n");
        if (options.requireTls()) text.append("requiretls yes\n");
        if (options.tls() == TlsWish.OPTIONAL) text.append("tls optional\n"); // to older servers "requiretls" is a yes
        if (options.priority() != 0)
            text.append("priority ").append(options.priority()).append('\n');
        options.by().ifPresent(by -> text.append("by ").append(by).append('\n'));
        options.hold().ifPresent(hold -> text.append("hold ").append(hold).append('\n'));
        options.returned().ifPresent(ret -> text.append("ret ").append(ret).append('\n'));
        options.envelopeId().ifPresent(id -> line(text, "envid", id));
    }

    private static void recipient(StringBuilder text, Recipient recipient) {
        text.append("to ").append(Words.encoded(recipient.address().toString()));
        if (!recipient.notices().isEmpty())
            text.append(" notify=")
                    .append(recipient.notices().stream()
                            .sorted()
                            .map(Notify::name)
                            .collect(Collectors.joining(",")));
        recipient.originalRecipient().ifPresent(was -> text.append(" orcpt=").append(Words.encoded(was)));
        text.append('\n');
    }

    private static void line(StringBuilder text, String word, String value) {
        text.append(word).append(' ').append(Words.encoded(value)).append('\n');
    }

    /**
     * @param lines without line ends, from the magic to the last before the empty one
     * @throws SyntaxException when a line says nothing that we could have written
     */
    static Head parse(List<String> lines) throws SyntaxException {
        if (lines.isEmpty() || !lines.getFirst().equals(MAGIC)) throw new SyntaxException("not a queue file");
        Reading reading = new Reading();
        try {
            for (String line : lines.subList(1, lines.size())) reading.take(line);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new SyntaxException("not a queue file: " + e.getMessage());
        }
        return reading.head();
    }

    /** What the lines have said so far. */
    private static final class Reading {
        private Optional<TraceId> trace = Optional.empty();
        private Optional<Instant> arrived = Optional.empty();
        private Optional<String> login = Optional.empty();
        private Optional<ReversePath> from = Optional.empty();
        private MailOptions.Body body = MailOptions.Body.SEVEN_BIT;
        private boolean smtpUtf8;
        private TlsWish tls = TlsWish.USUAL;
        private Optional<MailOptions.Returned> returned = Optional.empty();
        private Optional<String> envelopeId = Optional.empty();
        private int priority;
        private Optional<DeliverBy> by = Optional.empty();
        private Optional<FutureRelease> hold = Optional.empty();
        private final List<Recipient> recipients = new ArrayList<>();
        private long size = -1;

        void take(String line) throws SyntaxException {
            int space = line.indexOf(' ');
            if (space < 0) throw new SyntaxException("a line without a value");
            String value = line.substring(space + 1);
            switch (line.substring(0, space)) {
                case "trace" -> trace = Optional.of(TraceId.parse(value));
                case "arrived" -> arrived = Optional.of(Instant.parse(value));
                case "login" -> login = Optional.of(Words.decoded(value));
                case "from" -> from = Optional.of(path(Words.decoded(value)));
                case "to" -> recipients.add(recipient(value));
                case "size" -> size = Ascii.number(value, Long.MAX_VALUE);
                case "body" -> body = MailOptions.Body.valueOf(value);
                case "smtputf8" -> smtpUtf8 = true;
                case "requiretls" -> tls = value.equals("no") ? TlsWish.OPTIONAL : TlsWish.REQUIRED;
                case "tls" -> tls = TlsWish.OPTIONAL;
                case "ret" -> returned = Optional.of(MailOptions.Returned.valueOf(value));
                case "priority" -> priority = priority(value);
                case "by" -> by = Optional.of(DeliverBy.parse(value));
                case "hold" -> hold = Optional.of(FutureRelease.parse(value));
                case "envid" -> envelopeId = Optional.of(Words.decoded(value));
                default -> throw new SyntaxException("an unknown word");
            }
        }

        private static int priority(String value) throws SyntaxException {
            boolean below = value.startsWith("-");
            int number = (int) Ascii.number(value.substring(below ? 1 : 0), MailOptions.HIGHEST);
            return below ? -number : number;
        }

        private static ReversePath path(String text) throws SyntaxException {
            return text.isEmpty() ? ReversePath.NULL : ReversePath.of(Address.parse(text));
        }

        private static Recipient recipient(String value) throws SyntaxException {
            String[] words = value.split(" ", -1);
            Address address = Address.parse(Words.decoded(words[0]));
            Set<Notify> notices = EnumSet.noneOf(Notify.class);
            Optional<String> original = Optional.empty();
            for (int i = 1; i < words.length; i++) {
                if (words[i].startsWith("orcpt=")) original = Optional.of(Words.decoded(words[i].substring(6)));
                else if (words[i].startsWith("notify="))
                    for (String each : words[i].substring(7).split(",", -1)) notices.add(Notify.valueOf(each));
                else throw new SyntaxException("an unknown word");
            }
            return new Recipient(address, notices, original);
        }

        private Head head() throws SyntaxException {
            if (trace.isEmpty() || arrived.isEmpty() || from.isEmpty() || recipients.isEmpty() || size < 0)
                throw new SyntaxException("not a whole queue file");
            MailOptions options = new MailOptions(body, smtpUtf8, tls, 0, returned, envelopeId, priority, by, hold);
            Envelope envelope = new Envelope(trace.get(), from.get(), options, login, recipients);
            return new Head(arrived.get(), envelope, size);
        }
    }
}
