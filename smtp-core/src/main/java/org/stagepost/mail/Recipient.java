package org.stagepost.mail;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * One recipient of an envelope with what its sender asked to be told.
 *
 * @param notices when to report; empty when the sender said nothing (RFC 3461 4.1)
 * @param originalRecipient the ORCPT parameter as it came, decoded: {@code type;address} (RFC 3461 4.2)
 */
public record Recipient(Address address, Set<Notify> notices, Optional<String> originalRecipient) {
    /** When to report to the sender (RFC 3461 4.1). */
    public enum Notify {
        NEVER,
        SUCCESS,
        FAILURE,
        DELAY
    }

    public Recipient {
        notices = notices.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(notices));
    }

    public static Recipient of(Address address) {
        return new Recipient(address, Set.of(), Optional.empty());
    }

    /**
     * The same wishes at another address: what alias expansion leaves. The address that the sender wrote is kept as an ORCPT
     * of ours where he gave none (RFC 3461 5.2.1): a report about one that he never wrote tells him nothing.
     */
    public Recipient at(Address other) {
        if (other.folded().equals(address.folded())) return new Recipient(other, notices, originalRecipient);
        String type = address.isInternational() ? "utf-8;" : "rfc822;";
        return new Recipient(other, notices, originalRecipient.or(() -> Optional.of(type + address)));
    }

    /** The same wishes but for success; who wished for nothing else is told nothing (RFC 3461 5.2.7.3). */
    public Recipient withoutSuccess() {
        if (!notices.contains(Notify.SUCCESS)) return this;
        Set<Notify> rest = EnumSet.copyOf(notices);
        rest.remove(Notify.SUCCESS);
        return new Recipient(address, rest.isEmpty() ? Set.of(Notify.NEVER) : rest, originalRecipient);
    }

    /** Of one who was named twice: the first wishes, and what is said of success by the other. */
    public Recipient orWithSuccessOf(Recipient other) {
        boolean more = other.notices.contains(Notify.SUCCESS) && !notices.contains(Notify.SUCCESS);
        if (!more) return this;
        Set<Notify> both = EnumSet.copyOf(other.notices);
        both.addAll(notices.isEmpty() ? EnumSet.of(Notify.FAILURE, Notify.DELAY) : notices);
        both.remove(Notify.NEVER);
        return new Recipient(address, both, other.originalRecipient.or(() -> originalRecipient));
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
