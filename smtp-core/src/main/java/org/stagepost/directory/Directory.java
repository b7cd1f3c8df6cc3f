package org.stagepost.directory;

import java.util.List;
import java.util.Optional;
import org.stagepost.mail.Address;
import org.stagepost.mail.Domain;

/** Who lives here, as it stands at this moment. Local parts match without regard to ASCII case. */
public interface Directory {
    boolean isLocal(Domain domain);

    /** The domain that bare {@code postmaster} belongs to (RFC 5321 4.5.1); empty while there is none. */
    Optional<Domain> primaryDomain();

    /** The domain whose postmaster a bare {@code <postmaster>} is on a host: the primary one, while there is none the host's own. */
    default Domain postmasterAt(Domain host) {
        return primaryDomain().orElse(host);
    }

    /** The account with exactly this address, not by an alias. */
    Optional<Account> account(Address address);

    /** The account that logs in by this name: its address, or the bare local part when only one domain has it. */
    Optional<Account> login(String name);

    /**
     * Where mail for an address of a local domain goes, aliases followed to the end: accounts and outside addresses. Empty
     * for an unknown address. {@code postmaster} and {@code abuse} always lead somewhere once there is an account, and
     * {@code user+detail} leads to {@code user} when nobody has the whole address; the detail is kept in the result, and
     * {@link #owner} names the account. What is still nobody's goes where the alias {@code *} of its domain leads.
     */
    List<Address> expand(Address address);

    /** The account whose mailbox takes mail for an expanded address: the exact one, or the one without the detail. */
    default Optional<Account> owner(Address expanded) {
        Optional<Account> exact = account(expanded);
        return exact.isPresent() ? exact : Detail.of(expanded).flatMap(detail -> account(detail.base()));
    }

    /** What is set for this account alone, by its name; empty where nothing is. */
    default Optional<String> setting(Address account, String name) {
        return Optional.empty();
    }

    /**
     * Whether the account may send with this address, as reverse path or in From (RFC 6409 6.1): its own, one that leads to
     * it, or one that it was granted.
     */
    boolean maySendAs(Account account, Address address);
}
