package org.stagepost.mta;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.stagepost.directory.Account;
import org.stagepost.directory.Directory;
import org.stagepost.mail.Address;
import org.stagepost.mail.Domain;
import org.stagepost.mail.SyntaxException;

/**
 * A directory in memory: {@code account("ann@mars.test")}, {@code alias("all@mars.test", "ann@mars.test", ...)}; the alias
 * {@code *@mars.test} gets the rest.
 */
public final class TestDirectory implements Directory {
    private final Set<Domain> domains = new HashSet<>();
    private final Map<Address, List<Address>> names = new HashMap<>();

    public TestDirectory account(String address) {
        return alias(address, address);
    }

    public TestDirectory alias(String name, String... targets) {
        Address address = parsed(name).folded();
        domains.add(address.domain());
        names.put(address, List.of(targets).stream().map(TestDirectory::parsed).toList());
        return this;
    }

    public static Address parsed(String text) {
        try {
            return Address.parse(text);
        } catch (SyntaxException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    @Override
    public boolean isLocal(Domain domain) {
        return domains.contains(domain);
    }

    @Override
    public Optional<Domain> primaryDomain() {
        return domains.stream().findFirst();
    }

    @Override
    public Optional<Account> account(Address address) {
        return expand(address).equals(List.of(address)) ? Optional.of(new Account(address, true)) : Optional.empty();
    }

    @Override
    public Optional<Account> login(String name) {
        return Optional.empty();
    }

    @Override
    public List<Address> expand(Address address) {
        return names.getOrDefault(address.folded(), names.getOrDefault(new Address("*", address.domain()), List.of()));
    }

    @Override
    public boolean maySendAs(Account account, Address address) {
        return account.address().equals(address);
    }
}
