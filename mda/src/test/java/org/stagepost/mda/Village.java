package org.stagepost.mda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stagepost.directory.Account;
import org.stagepost.directory.Directory;
import org.stagepost.mail.Address;
import org.stagepost.mail.Domain;
import org.stagepost.mail.Message;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mailstore.DeliveryKey;
import org.stagepost.mailstore.MailStore;
import org.stagepost.mailstore.Mailbox;
import org.stagepost.mailstore.MailboxEntry;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.Mailboxes;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.StoreException.Reason;

/** A directory and a store in memory: who lives here, and what has come for them. */
final class Village implements Directory, MailStore {
    private final Domain domain = new Domain("example.org");
    private final Map<Address, Account> accounts = new LinkedHashMap<>();
    private final Map<Address, List<Address>> aliases = new HashMap<>();
    private final Map<Address, Box> boxes = new HashMap<>();

    static Address address(String text) {
        try {
            return Address.parse(text);
        } catch (SyntaxException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    Village account(String text) {
        accounts.put(address(text), new Account(address(text), true));
        boxes.put(address(text), new Box(address(text)));
        return this;
    }

    Village alias(String text, String... targets) {
        aliases.put(
                address(text), List.of(targets).stream().map(Village::address).toList());
        return this;
    }

    Box box(String text) {
        Box box = boxes.get(address(text));
        if (box == null) throw new IllegalArgumentException(text);
        return box;
    }

    @Override
    public boolean isLocal(Domain other) {
        return domain.equals(other);
    }

    @Override
    public Optional<Domain> primaryDomain() {
        return Optional.of(domain);
    }

    @Override
    public Optional<Account> account(Address address) {
        return Optional.ofNullable(accounts.get(address.folded()));
    }

    @Override
    public Optional<Account> login(String name) {
        return account(address(name));
    }

    @Override
    public List<Address> expand(Address address) {
        Address folded = address.folded();
        if (accounts.containsKey(folded)) return List.of(folded);
        if (aliases.containsKey(folded)) return aliases.get(folded);
        boolean role =
                folded.localPart().equals("postmaster") || folded.localPart().equals("abuse");
        if (role && isLocal(folded.domain()))
            return List.of(accounts.keySet().iterator().next());
        int plus = folded.localPart().indexOf('+');
        if (plus <= 0) return List.of();
        Address base = new Address(folded.localPart().substring(0, plus), folded.domain());
        String detail = address.localPart().substring(plus);
        return accounts.containsKey(base) ? List.of(new Address(base.localPart() + detail, base.domain())) : List.of();
    }

    @Override
    public boolean maySendAs(Account account, Address address) {
        return account.address().equals(address);
    }

    @Override
    public Mailboxes of(Address account) {
        return box(account.toString());
    }

    @Override
    public void forget(Address account) {}

    /** One account's mailboxes; delivered messages are kept as text. */
    static final class Box implements Mailboxes {
        private final Address account;
        private final Map<MailboxName, List<String>> mail = new LinkedHashMap<>();
        private final Set<DeliveryKey> keys = new HashSet<>();
        private int binaries;
        private @Nullable StoreException refusal;
        private @Nullable MailboxName vanished;

        Box(Address account) {
            this.account = account;
            mail.put(MailboxName.INBOX, new ArrayList<>());
        }

        Box with(String... levels) {
            mail.put(new MailboxName(List.of(levels)), new ArrayList<>());
            return this;
        }

        /** The mailbox is listed, and gone when mail comes for it. */
        Box withVanishing(String level) {
            vanished = new MailboxName(List.of(level));
            return with(level);
        }

        void refuse(Reason reason) {
            refusal = new StoreException(reason, reason.toString());
        }

        List<String> in(String... levels) {
            return mail.getOrDefault(new MailboxName(List.of(levels)), List.of());
        }

        /** How many of them were delivered as binary. */
        int binaries() {
            return binaries;
        }

        Set<DeliveryKey> keys() {
            return keys;
        }

        @Override
        public Address account() {
            return account;
        }

        @Override
        public List<MailboxEntry> list() {
            return mail.keySet().stream()
                    .map(name -> new MailboxEntry(name, true, false, Optional.empty()))
                    .toList();
        }

        @Override
        public void deliver(MailboxName name, Message message, DeliveryKey key) throws StoreException {
            admit(message.size());
            if (name.equals(vanished)) throw new StoreException(Reason.NONEXISTENT, "gone");
            if (!keys.add(key)) return;
            try (var in = message.open()) {
                if (message.isBinary()) binaries++;
                mail.get(name).add(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public long undelete(MailboxName name) {
            return 0;
        }

        @Override
        public void tidy(Map<MailboxName, Duration> expire) {}

        @Override
        public List<String> check(MailboxName name) {
            return List.of();
        }

        @Override
        public List<String> repair(MailboxName name) {
            return List.of();
        }

        @Override
        public void admit(long size) throws StoreException {
            if (refusal != null) throw refusal;
        }

        @Override
        public Mailbox open(MailboxName name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void create(MailboxName name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void delete(MailboxName name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void rename(MailboxName from, MailboxName to) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Set<MailboxName> subscriptions() {
            return Set.of();
        }

        @Override
        public void subscribe(MailboxName name) {}

        @Override
        public void unsubscribe(MailboxName name) {}
    }
}
