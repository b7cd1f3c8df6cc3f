package org.stagepost.distribution.sandbox;

import java.util.List;
import java.util.Optional;
import org.stagepost.directory.Account;
import org.stagepost.directory.Directory;
import org.stagepost.mail.Address;
import org.stagepost.mail.Domain;

/** The people of one organisation as a directory, for stages that are put together without one. */
record People(Organisation organisation) implements Directory {
    @Override
    public boolean isLocal(Domain domain) {
        return domain.name().equals(organisation.domain());
    }

    @Override
    public Optional<Domain> primaryDomain() {
        return Optional.of(new Domain(organisation.domain()));
    }

    @Override
    public Optional<Account> account(Address address) {
        return organisation.people().stream()
                .map(Person::mailbox)
                .filter(address.folded()::equals)
                .map(mailbox -> new Account(mailbox, true))
                .findFirst();
    }

    @Override
    public Optional<Account> login(String name) {
        return Optional.empty();
    }

    @Override
    public List<Address> expand(Address address) {
        return account(address).map(found -> List.of(found.address())).orElse(List.of());
    }

    @Override
    public boolean maySendAs(Account account, Address address) {
        return account.address().equals(address);
    }
}
