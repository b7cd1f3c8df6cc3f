package org.stagepost.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stagepost.directory.Account;
import org.stagepost.directory.Directory;
import org.stagepost.mail.Address;
import org.stagepost.mail.Domain;
import org.stagepost.mailstore.Quota;

class AccountQuotasTest {
    private static final Quota EVERYBODYS = new Quota(1_000, 10);

    /** Names and values, in turn, that are set for everybody whom it is asked about. */
    private record Given(String... settings) implements Directory {
        @Override
        public Optional<String> setting(Address account, String name) {
            int at = List.of(settings).indexOf(name);
            return at < 0 ? Optional.empty() : Optional.of(settings[at + 1]);
        }

        @Override
        public boolean isLocal(Domain domain) {
            return true;
        }

        @Override
        public Optional<Domain> primaryDomain() {
            return Optional.empty();
        }

        @Override
        public Optional<Account> account(Address address) {
            return Optional.of(new Account(address, true));
        }

        @Override
        public Optional<Account> login(String name) {
            return Optional.empty();
        }

        @Override
        public List<Address> expand(Address address) {
            return List.of(address);
        }

        @Override
        public boolean maySendAs(Account account, Address address) {
            return true;
        }
    }

    private static Quota of(String... settings) throws Exception {
        Address ann = Address.parse("ann@mars.test");
        return new AccountQuotas(EVERYBODYS, new Given(settings)).of(ann);
    }

    @Test
    void whatIsSetForOneAccountGoesBeforeWhatIsForEverybody() throws Exception {
        assertThat(of()).isEqualTo(EVERYBODYS);
        assertThat(of("quota", "2M")).isEqualTo(new Quota(2 << 20, 10));
        assertThat(of("quota-messages", "7")).isEqualTo(new Quota(1_000, 7));
        assertThat(of("quota", "0", "quota-messages", "0")).isEqualTo(Quota.NONE);
    }

    @Test
    void whatCannotBeReadDoesNotLiftALimit() throws Exception {
        assertThat(of("quota", "plenty")).isEqualTo(EVERYBODYS);
    }
}
