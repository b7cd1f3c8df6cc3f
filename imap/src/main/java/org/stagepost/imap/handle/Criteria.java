package org.stagepost.imap.handle;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.stagepost.imap.command.SearchKey;
import org.stagepost.imap.command.SearchKey.When;
import org.stagepost.imap.view.MailboxView;
import org.stagepost.mail.Ascii;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.Sought;
import org.stagepost.mailstore.UidSet;
import org.stagepost.message.Addresses;
import org.stagepost.message.Dates;
import org.stagepost.message.EncodedWords;
import org.stagepost.message.EnvelopeFields;
import org.stagepost.message.HeaderField;

/** Makes criteria of search keys. What costs little is asked first: reading a message is a thousand times a flag. */
final class Criteria {
    private final MailboxView view;
    private final ZoneId zone;
    private final Function<Sought, UidSet> index;

    /** @param index which UIDs it rules out */
    Criteria(MailboxView view, ZoneId zone, Function<Sought, UidSet> index) {
        this.view = view;
        this.zone = zone;
        this.index = index;
    }

    Criterion of(SearchKey key) {
        return switch (key) {
            case SearchKey.All all -> message -> true;
            case SearchKey.And and -> all(and.keys());
            case SearchKey.Or or -> either(of(cheaper(or)), of(dearer(or)));
            case SearchKey.Not not -> negated(of(not.key()));
            case SearchKey.Sequence sequence ->
                within(sequence.set().resolve(view.messages().size()));
            case SearchKey.Uid uid -> withUid(uid.set().resolve(view.largestUid()));
            case SearchKey.Flagged flagged -> message -> message.flags().has(flagged.flag());
            case SearchKey.Keyword keyword -> message -> hasKeyword(message.flags(), keyword.name());
            case SearchKey.Recent recent -> message -> view.isRecent(message.uid());
            case SearchKey.Larger larger -> message -> message.octets() > larger.octets();
            case SearchKey.Smaller smaller -> message -> message.octets() < smaller.octets();
            case SearchKey.Internal internal -> internal(internal);
            case SearchKey.Sent sent -> sent(sent);
            case SearchKey.Envelope envelope -> envelope(envelope);
            case SearchKey.Header header ->
                foreseen(Sought.in(Sought.Where.HEADER, header.name() + ": ", header.text()), header(header));
            case SearchKey.Body body ->
                foreseen(Sought.in(Sought.Where.BODY, body.text()), body(new Needle(body.text())));
            case SearchKey.Text text ->
                foreseen(Sought.in(Sought.Where.MESSAGE, text.text()), text(new Needle(text.text())));
        };
    }

    private Criterion foreseen(Sought sought, Criterion reading) {
        return new Foreseen(() -> index.apply(sought), reading);
    }

    private Criterion all(List<SearchKey> keys) {
        List<Criterion> criteria = keys.stream()
                .sorted(Comparator.comparingInt(Criteria::cost))
                .map(this::of)
                .toList();
        return message -> {
            for (Criterion criterion : criteria) {
                if (!criterion.matches(message)) return false;
            }
            return true;
        };
    }

    private static Criterion either(Criterion one, Criterion other) {
        return message -> one.matches(message) || other.matches(message);
    }

    private static Criterion negated(Criterion criterion) {
        return message -> !criterion.matches(message);
    }

    private static SearchKey cheaper(SearchKey.Or or) {
        return cost(or.one()) <= cost(or.other()) ? or.one() : or.other();
    }

    private static SearchKey dearer(SearchKey.Or or) {
        return cost(or.one()) <= cost(or.other()) ? or.other() : or.one();
    }

    /** What has to be looked at: the list of messages, the index, the header, the whole message. */
    private static int cost(SearchKey key) {
        return switch (key) {
            case SearchKey.And and ->
                and.keys().stream().mapToInt(Criteria::cost).max().orElse(0);
            case SearchKey.Or or -> Math.max(cost(or.one()), cost(or.other()));
            case SearchKey.Not not -> cost(not.key());
            case SearchKey.Internal internal -> 1;
            case SearchKey.Sent sent -> 2;
            case SearchKey.Envelope envelope -> 2;
            case SearchKey.Header header -> 3;
            case SearchKey.Body body -> 4;
            case SearchKey.Text text -> 4;
            default -> 0;
        };
    }

    private static Criterion within(UidSet numbers) {
        return message -> numbers.contains(message.number());
    }

    private static Criterion withUid(UidSet uids) {
        return message -> uids.contains(message.uid());
    }

    private static boolean hasKeyword(Flags flags, String keyword) {
        for (String each : flags.keywords()) {
            if (Ascii.equalsIgnoreCase(each, keyword)) return true;
        }
        return false;
    }

    private Criterion internal(SearchKey.Internal key) {
        return message -> compare(message.internalDate().atZone(zone).toLocalDate(), key.when(), key.date());
    }

    /** The day in the zone of the sender; a message without a readable date was sent on no day. */
    private static Criterion sent(SearchKey.Sent key) {
        return message -> {
            Optional<OffsetDateTime> date = message.envelope().date().flatMap(Dates::parse);
            return date.isPresent() && compare(date.get().toLocalDate(), key.when(), key.date());
        };
    }

    private static boolean compare(LocalDate day, When when, LocalDate date) {
        return switch (when) {
            case BEFORE -> day.isBefore(date);
            case ON -> day.equals(date);
            case SINCE -> !day.isBefore(date);
        };
    }

    private static Criterion envelope(SearchKey.Envelope key) {
        Needle needle = new Needle(key.text());
        return message -> {
            EnvelopeFields envelope = message.envelope();
            return switch (key.field()) {
                case BCC -> contains(envelope.bcc(), needle);
                case CC -> contains(envelope.cc(), needle);
                case FROM -> contains(envelope.from(), needle);
                case TO -> contains(envelope.to(), needle);
                case SUBJECT -> needle.in(EncodedWords.decode(envelope.subject().orElse("")));
            };
        };
    }

    private static boolean contains(Addresses addresses, Needle needle) {
        if (addresses.isEmpty()) return needle.in("");
        for (Addresses.Mailbox mailbox : addresses.mailboxes()) {
            String name = EncodedWords.decode(mailbox.displayName().orElse(""));
            if (needle.in(name + " <" + EncodedWords.decode(mailbox.addrSpec()) + ">")) return true;
        }
        for (Addresses.Entry entry : addresses.entries()) {
            if (entry instanceof Addresses.Group group && needle.in(EncodedWords.decode(group.name()))) return true;
        }
        return false;
    }

    private static Criterion header(SearchKey.Header key) {
        Needle needle = new Needle(key.text());
        return message -> {
            for (HeaderField field : message.header().all(key.name())) {
                if (needle.in(field.text())) return true;
            }
            return false;
        };
    }

    private static Criterion body(Needle needle) {
        return message -> new TextSearch(message, needle).inBody();
    }

    private static Criterion text(Needle needle) {
        return message -> new TextSearch(message, needle).inMessage();
    }
}
