package org.stagepost.msa.conform;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.stagepost.mail.Address;
import org.stagepost.mail.SyntaxException;
import org.stagepost.message.Addresses;
import org.stagepost.message.Addresses.Mailbox;
import org.stagepost.message.Header;
import org.stagepost.message.HeaderField;

/** Whom a header claims to be from (RFC 5322 3.6.2): every name in From and Sender has to be the login's own. */
public final class Authors {
    private final Header header;
    private final Predicate<Address> own;

    /** @param own whether the login may use an address */
    public Authors(Header header, Predicate<Address> own) {
        this.header = header;
        this.own = own;
    }

    /** What is wrong, in a sentence for the author; empty when nothing is. A header without From claims nothing yet. */
    public Optional<String> fault() {
        List<HeaderField> from = header.all("From");
        List<HeaderField> sender = header.all("Sender");
        if (from.size() > 1) return Optional.of("the header has more than one From");
        if (sender.size() > 1) return Optional.of("the header has more than one Sender");
        if (!from.isEmpty() && !isOwn(Addresses.of(from))) return Optional.of("From is not your address");
        Addresses sent = Addresses.of(sender);
        boolean good = sender.isEmpty() || sent.mailboxes().size() == 1 && isOwn(sent);
        return good ? Optional.empty() : Optional.of("Sender is not your address");
    }

    /** Several authors need a Sender, who is one of them (RFC 5322 3.6.2). */
    static boolean areSeveral(Header header) {
        return header.first("From")
                .filter(field -> Addresses.parse(field.value()).mailboxes().size() > 1)
                .isPresent();
    }

    private boolean isOwn(Addresses addresses) {
        if (addresses.truncated() || addresses.mailboxes().isEmpty()) return false;
        for (Mailbox mailbox : addresses.mailboxes()) {
            Optional<Address> address = address(mailbox);
            if (address.isEmpty() || !own.test(address.get())) return false;
        }
        return true;
    }

    /** Header octets beyond ASCII are UTF-8, or they are no address. */
    private static Optional<Address> address(Mailbox mailbox) {
        try {
            byte[] octets = mailbox.addrSpec().getBytes(StandardCharsets.ISO_8859_1);
            return Optional.of(Address.parse(new String(octets, StandardCharsets.UTF_8)));
        } catch (SyntaxException e) {
            return Optional.empty();
        }
    }
}
