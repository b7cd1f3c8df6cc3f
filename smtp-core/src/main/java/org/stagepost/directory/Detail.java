package org.stagepost.directory;

import java.util.Optional;
import org.stagepost.mail.Address;

/** An address of the form {@code user+detail} (RFC 5233 section 4), taken apart. */
record Detail(Address base, String text) {
    private static final char SEPARATOR = '+';

    static Optional<Detail> of(Address address) {
        int plus = address.localPart().indexOf(SEPARATOR);
        if (plus <= 0) return Optional.empty();
        Address base = new Address(address.localPart().substring(0, plus), address.domain());
        return Optional.of(new Detail(base, address.localPart().substring(plus + 1)));
    }

    /** The same detail of another address. */
    Address at(Address other) {
        return new Address(other.localPart() + SEPARATOR + text, other.domain());
    }
}
