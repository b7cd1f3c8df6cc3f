package org.stagepost.directory;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stagepost.mail.Address;

/**
 * Follows aliases to the end (RFC 5321 3.9.1). Loops end by themselves; what goes deeper or spreads wider than here is
 * refused when the alias is made ({@link #fits}), so nothing is cut off when mail comes.
 */
final class Expansion {
    static final int MAX_DEPTH = 10;
    static final int MAX_TARGETS = 1_000;
    private static final Set<String> ROLES = Set.of("postmaster", "abuse");

    private final Snapshot snapshot;
    private final Set<Address> targets = new LinkedHashSet<>();
    private final Set<Address> seen = new HashSet<>();
    private boolean cut;

    Expansion(Snapshot snapshot) {
        this.snapshot = snapshot;
    }

    /** Whom the sender of a message reaches by an address: where nobody has it, whoever takes all the rest. */
    List<Address> of(Address address) {
        if (known(address).isEmpty())
            snapshot.alias(Snapshot.everybody(address.domain())).ifPresent(rest -> followAll(rest, "", 0));
        return new ArrayList<>(targets);
    }

    /** The same without those who take all the rest: an alias that leads to nobody is an error of whoever made it. */
    List<Address> known(Address address) {
        if (snapshot.isLocal(address.domain())) follow(address, 0);
        return new ArrayList<>(targets);
    }

    /** Whether all of an address's targets are within the bounds, and there is one. */
    boolean fits(Address address) {
        return !known(address).isEmpty() && !cut;
    }

    private void follow(Address address, int depth) {
        Address stored = Snapshot.stored(address);
        if (!seen.add(stored)) return;
        if (depth > MAX_DEPTH || targets.size() >= MAX_TARGETS) {
            cut = true;
            return;
        }
        Optional<Account> account = snapshot.account(stored);
        if (account.isPresent()) targets.add(account.get().address());
        else if (!snapshot.isLocal(address.domain())) targets.add(address);
        else if (snapshot.alias(stored).isPresent())
            followAll(snapshot.alias(stored).get(), "", depth);
        else followRest(address, stored, depth);
    }

    /** Nobody has the whole address: somebody may have it without its detail (RFC 5233), or the role is everybody's. */
    private void followRest(Address address, Address stored, int depth) {
        Optional<Detail> detail = Detail.of(address);
        if (detail.isPresent()) {
            Address base = Snapshot.stored(detail.get().base());
            Optional<Account> account = snapshot.account(base);
            account.ifPresent(found -> targets.add(detail.get().at(found.address())));
            if (account.isPresent()) return;
            Optional<List<Address>> alias = snapshot.alias(base);
            if (alias.isPresent() && seen.add(base))
                followAll(alias.get(), detail.get().text(), depth);
            else if (ROLES.contains(base.localPart())) followRole(base, depth);
        } else if (ROLES.contains(stored.localPart())) followRole(stored, depth);
    }

    private void followRole(Address role, int depth) {
        snapshot.firstAccount(role.domain()).ifPresent(account -> follow(account.address(), depth + 1));
    }

    private void followAll(List<Address> next, String detail, int depth) {
        for (Address target : next) {
            boolean ours = !detail.isEmpty() && snapshot.isLocal(target.domain());
            boolean plain = ours && Detail.of(target).isEmpty();
            follow(plain ? new Address(target.localPart() + "+" + detail, target.domain()) : target, depth + 1);
        }
    }
}
