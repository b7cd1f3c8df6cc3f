package org.stagepost.directory;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.stagepost.mail.Address;
import org.stagepost.mail.Domain;
import org.stagepost.mail.SyntaxException;
import org.stagepost.sasl.Legacy;
import org.stagepost.sasl.Precis;

/** The whole directory as it was after one change. Immutable, so that nobody waits for anybody. */
final class Snapshot implements Directory {
    static final Snapshot EMPTY = new Snapshot(0, new byte[0], List.of(), List.of(), Map.of());

    /**
     * An account with what proves its owner.
     *
     * @param legacy sealed forms for the mechanisms that are allowed; the empty text until the password is set again
     * @param sendAs what else it may send as: addresses, or {@link #everybody} of a domain
     * @param settings what is set for it alone
     */
    record Entry(
            Account account,
            Credentials credentials,
            List<AppPassword> appPasswords,
            Map<Legacy, String> legacy,
            Set<Address> sendAs,
            Map<String, String> settings) {
        Entry {
            appPasswords = List.copyOf(appPasswords);
            legacy = Map.copyOf(legacy);
            sendAs = Collections.unmodifiableSet(new LinkedHashSet<>(sendAs));
            settings = Map.copyOf(settings);
        }

        static Entry of(Account account, Credentials credentials) {
            return new Entry(account, credentials, List.of(), Map.of(), Set.of(), Map.of());
        }

        Entry and(Address granted) {
            Set<Address> all = new LinkedHashSet<>(sendAs);
            all.add(granted);
            return new Entry(account, credentials, appPasswords, legacy, all, settings);
        }

        /** With a detail too: who may be {@code info} may be {@code info+news}. */
        boolean isGranted(Address address) {
            return sendAs.contains(stored(address))
                    || Detail.of(address)
                            .filter(detail -> sendAs.contains(stored(detail.base())))
                            .isPresent()
                    || sendAs.contains(everybody(address.domain()));
        }

        Entry and(AppPassword added) {
            List<AppPassword> all = new ArrayList<>(appPasswords);
            all.add(added);
            return new Entry(account, credentials, all, legacy, sendAs, settings);
        }

        Entry and(Legacy mechanism, String sealed) {
            Map<Legacy, String> all = new EnumMap<>(Legacy.class);
            all.putAll(legacy);
            all.put(mechanism, sealed);
            return new Entry(account, credentials, appPasswords, all, sendAs, settings);
        }

        Entry and(String setting, String value) {
            Map<String, String> all = new HashMap<>(settings);
            all.put(setting, value);
            return new Entry(account, credentials, appPasswords, legacy, sendAs, all);
        }
    }

    private final long generation;
    private final byte[] secret;
    private final Set<Domain> domains;
    private final Map<Address, Entry> accounts = new LinkedHashMap<>();
    private final Map<String, Entry> logins = new HashMap<>();
    private final Map<Domain, Account> firstAccounts = new HashMap<>();
    private final Map<Address, List<Address>> aliases;

    /**
     * @param generation rises with each change
     * @param secret random octets of this installation, for salts that are made up
     * @param domains the primary one first
     * @param accounts in the order in which they were added
     */
    Snapshot(
            long generation,
            byte[] secret,
            List<Domain> domains,
            List<Entry> accounts,
            Map<Address, List<Address>> aliases) {
        this.generation = generation;
        this.secret = secret;
        this.domains = Collections.unmodifiableSet(new LinkedHashSet<>(domains));
        this.aliases = Collections.unmodifiableMap(new LinkedHashMap<>(aliases));
        for (Entry entry : accounts) {
            this.accounts.put(entry.account().address(), entry);
            this.firstAccounts.putIfAbsent(entry.account().address().domain(), entry.account());
        }
        nameLogins(accounts);
    }

    /** By the whole address, and by the local part where it is nobody else's. */
    private void nameLogins(List<Entry> accounts) {
        Set<String> once = new HashSet<>();
        Set<String> often = new HashSet<>();
        for (Entry entry : accounts) {
            String localPart = entry.account().address().localPart();
            if (!once.add(localPart)) often.add(localPart);
            logins.put(localPart, entry);
        }
        logins.keySet().removeAll(often);
        for (Entry entry : accounts) logins.put(entry.account().login(), entry);
    }

    /** The form in which an address is stored and found: folded, and composed where it is not ASCII. */
    static Address stored(Address address) {
        Address folded = address.folded();
        if (!folded.isInternational()) return folded;
        return new Address(Normalizer.normalize(folded.localPart(), Normalizer.Form.NFC), folded.domain());
    }

    /** What stands for every address of a domain: as an alias, all that nobody has; as a grant, all of them. */
    static Address everybody(Domain domain) {
        return new Address("*", domain);
    }

    long generation() {
        return generation;
    }

    byte[] secret() {
        return secret.clone();
    }

    Set<Domain> domains() {
        return domains;
    }

    Collection<Entry> entries() {
        return accounts.values();
    }

    Map<Address, List<Address>> aliases() {
        return aliases;
    }

    Optional<List<Address>> alias(Address address) {
        return Optional.ofNullable(aliases.get(address));
    }

    /** The account that mail for a role goes to where nobody was named for it: the first, here or anywhere. */
    Optional<Account> firstAccount(Domain domain) {
        Account here = firstAccounts.get(domain);
        return here != null
                ? Optional.of(here)
                : accounts.values().stream().map(Entry::account).findFirst();
    }

    Optional<Entry> entry(String name) {
        try {
            String prepared = Precis.name(name);
            Entry entry = logins.get(prepared);
            return entry != null ? Optional.of(entry) : byAddress(prepared);
        } catch (SyntaxException e) {
            return Optional.empty();
        }
    }

    /** For addresses that may be written in several ways: quoted, or with a domain in U-labels. */
    private Optional<Entry> byAddress(String name) throws SyntaxException {
        if (name.indexOf('@') < 0) return Optional.empty();
        return Optional.ofNullable(accounts.get(stored(Address.parse(name))));
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
        return Optional.ofNullable(accounts.get(stored(address))).map(Entry::account);
    }

    @Override
    public Optional<Account> login(String name) {
        return entry(name).map(Entry::account);
    }

    @Override
    public List<Address> expand(Address address) {
        return new Expansion(this).of(address);
    }

    @Override
    public Optional<String> setting(Address account, String name) {
        return Optional.ofNullable(accounts.get(stored(account)))
                .map(entry -> entry.settings().get(name));
    }

    @Override
    public boolean maySendAs(Account account, Address address) {
        if (!isLocal(address.domain())) return false;
        Entry entry = accounts.get(account.address());
        if (entry != null && entry.isGranted(address)) return true;
        return expand(address).stream()
                .anyMatch(target -> owner(target).filter(account::equals).isPresent());
    }
}
