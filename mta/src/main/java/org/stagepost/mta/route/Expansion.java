package org.stagepost.mta.route;

import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.stagepost.directory.Directory;
import org.stagepost.mail.Address;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.ReversePath;

/** Whom the recipients of an envelope stand for, aliases and groups followed to the end (RFC 5321 3.9). */
public final class Expansion {
    private final Directory directory;
    private final Srs srs;

    @Inject
    public Expansion(Directory directory, Srs srs) {
        this.directory = directory;
        this.srs = srs;
    }

    /**
     * Everybody once, in order; an address that nobody has stays, so that its sender hears of it. Of several whom one
     * address stands for, success is reported of the first who was not named before, or else of the first: the sender wrote to
     * one and expects one report (RFC 3461 5.2.7.3, the second way).
     */
    public List<Recipient> of(List<Recipient> recipients) {
        Map<Address, Recipient> expanded = new LinkedHashMap<>();
        for (Recipient recipient : recipients) {
            List<Address> addresses = addresses(recipient.address());
            Address told = addresses.stream()
                    .filter(address -> !expanded.containsKey(key(address)))
                    .findFirst()
                    .orElse(addresses.getFirst());
            for (Address address : addresses) {
                boolean first = key(address).equals(key(told));
                Recipient wanted = (first ? recipient : recipient.withoutSuccess()).at(address);
                expanded.merge(key(address), wanted, Recipient::orWithSuccessOf);
            }
        }
        return new ArrayList<>(expanded.values());
    }

    private List<Address> addresses(Address address) {
        if (!isLocal(address)) return List.of(address);
        Optional<Address> sender = srs.original(address);
        if (sender.isPresent()) return List.of(sender.get());
        List<Address> found = directory.expand(address);
        return found.isEmpty() ? List.of(address) : found;
    }

    /**
     * Those of the expanded recipients who live elsewhere and to whom an address of ours leads: their servers see mail of
     * strangers come from us.
     *
     * @param recipients as the client named them
     */
    public List<Recipient> forwarded(List<Recipient> recipients) {
        Set<Address> named = recipients.stream().map(Recipient::address).collect(Collectors.toSet());
        return of(recipients).stream()
                .filter(recipient -> !isLocal(recipient.address()) && !named.contains(recipient.address()))
                .toList();
    }

    /** The reverse path under which a stranger's mail is forwarded, where it is another than his. */
    public Optional<ReversePath> rewritten(ReversePath from) {
        return srs.rewritten(from);
    }

    /**
     * Whether it is a reverse path that we have made, under which reports come back; also where somebody gets all that is
     * nobody's.
     */
    public boolean isReturnPath(Address address) {
        return srs.original(address).isPresent();
    }

    /** Only here do we know that case means nothing; elsewhere it may (RFC 5321 2.4). */
    private Address key(Address address) {
        return isLocal(address) ? address.folded() : address;
    }

    /** Whether somebody here has this address, or it stands for somebody. */
    public boolean isKnown(Address address) {
        return !directory.expand(address).isEmpty();
    }

    public boolean isLocal(Address address) {
        return directory.isLocal(address.domain());
    }
}
