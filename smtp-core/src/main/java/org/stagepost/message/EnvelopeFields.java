package org.stagepost.message;

import java.util.List;
import java.util.Optional;

/**
 * The fields of a message's header that IMAP calls its envelope (RFC 3501 7.4.2). Texts are unfolded octet strings; absent
 * and empty are different things there, so they are here. Repeated address fields are read as one list.
 *
 * @param references the message ids of References, which no envelope shows but threads are made of (RFC 5256 3)
 */
public record EnvelopeFields(
        Optional<String> date,
        Optional<String> subject,
        Addresses from,
        Addresses sender,
        Addresses replyTo,
        Addresses to,
        Addresses cc,
        Addresses bcc,
        Optional<String> inReplyTo,
        Optional<String> messageId,
        List<String> references) {

    /** Stands for the envelopes of embedded messages beyond what {@link Bounds} allows a message. */
    static final EnvelopeFields CUT = cut();

    public static EnvelopeFields of(Header header) {
        return new EnvelopeFields(
                header.value("Date"),
                header.value("Subject"),
                addresses(header, "From"),
                addresses(header, "Sender"),
                addresses(header, "Reply-To"),
                addresses(header, "To"),
                addresses(header, "Cc"),
                addresses(header, "Bcc"),
                header.value("In-Reply-To"),
                header.value("Message-ID"),
                MessageIds.of(header.value("References").orElse("")));
    }

    private static EnvelopeFields cut() {
        Addresses cut = new Addresses(List.of(), true);
        Addresses none = Addresses.NONE;
        Optional<String> absent = Optional.empty();
        return new EnvelopeFields(absent, absent, cut, none, none, none, none, none, absent, absent, List.of());
    }

    private static Addresses addresses(Header header, String name) {
        return Addresses.of(header.all(name));
    }

    /** The sender, or the author where the field is absent or empty, as IMAP shows it. */
    public Addresses senderOrFrom() {
        return sender.isEmpty() ? from : sender;
    }

    /** Where answers go, or the author where the field is absent or empty, as IMAP shows it. */
    public Addresses replyToOrFrom() {
        return replyTo.isEmpty() ? from : replyTo;
    }

    /**
     * The message that began the thread of this one, as its own header tells: what References names first, else
     * In-Reply-To, else itself. Empty when nothing does.
     */
    public Optional<String> threadRoot() {
        return references.stream()
                .findFirst()
                .or(() -> MessageIds.of(inReplyTo.orElse("")).stream().findFirst())
                .or(() -> MessageIds.of(messageId.orElse("")).stream().findFirst());
    }

    /** Whether an address list was cut at {@link Bounds#ADDRESSES}. */
    public boolean truncated() {
        return List.of(from, sender, replyTo, to, cc, bcc).stream().anyMatch(Addresses::truncated);
    }
}
