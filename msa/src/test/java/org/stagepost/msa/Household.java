package org.stagepost.msa;

import java.util.List;
import java.util.Optional;
import org.stagepost.directory.Account;
import org.stagepost.directory.Directory;
import org.stagepost.mail.Address;
import org.stagepost.mail.Domain;
import org.stagepost.mail.SyntaxException;

/** A directory: ann@example.org lives here, who is sales@ too; closed@ may not log in any more. */
final class Household implements Directory {
    private static final Domain HERE = new Domain("example.org");
    private static final Account ANN = new Account(address("ann@example.org"), true);
    private static final Account CLOSED = new Account(address("closed@example.org"), false);

    static Address address(String text) {
        try {
            return Address.parse(text);
        } catch (SyntaxException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    @Override
    public boolean isLocal(Domain domain) {
        return domain.equals(HERE);
    }

    @Override
    public Optional<Domain> primaryDomain() {
        return Optional.of(HERE);
    }

    @Override
    public Optional<Account> account(Address address) {
        return login(address.folded().toString());
    }

    @Override
    public Optional<Account> login(String name) {
        return switch (name) {
            case "ann@example.org" -> Optional.of(ANN);
            case "closed@example.org" -> Optional.of(CLOSED);
            default -> Optional.empty();
        };
    }

    @Override
    public List<Address> expand(Address address) {
        return account(address).map(Account::address).stream().toList();
    }

    @Override
    public boolean maySendAs(Account account, Address address) {
        Address folded = address.folded();
        return folded.equals(account.address()) || account.equals(ANN) && folded.equals(address("sales@example.org"));
    }
}
