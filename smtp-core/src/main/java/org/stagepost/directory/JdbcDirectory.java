package org.stagepost.directory;

import jakarta.inject.Inject;
import java.io.Closeable;
import java.io.IOException;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.stagepost.directory.Snapshot.Entry;
import org.stagepost.launch.Service;
import org.stagepost.mail.Address;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.Domain;
import org.stagepost.mail.SyntaxException;
import org.stagepost.sasl.Identity;
import org.stagepost.sasl.Legacy;
import org.stagepost.sasl.Precis;

/**
 * The directory's one writer. Each operation changes the database, writes the snapshot that all servers read, and only then
 * returns; whichever of the two is behind at the start is brought up from the other.
 *
 * <p>Long because each of the operator's orders is a method here: they share one lock and one picture.
 */
public final class JdbcDirectory implements Service, Closeable {
    private static final int SECRET_OCTETS = 32;
    private static final int MAX_APP_PASSWORDS = 50;

    private final DirectoryConfig config;
    private final SnapshotDirectory served;
    private final AccountMail mail;
    private final LastUses uses;
    private final Vault vault;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final ReentrantLock writing = new ReentrantLock();
    private Snapshot current = Snapshot.EMPTY;
    private @Nullable Database database;

    /** @param served told of each change before the operation returns */
    @Inject
    public JdbcDirectory(
            DirectoryConfig config,
            SnapshotDirectory served,
            AccountMail mail,
            LastUses uses,
            Vault vault,
            Clock clock) {
        this.config = config;
        this.served = served;
        this.mail = mail;
        this.uses = uses;
        this.vault = vault;
        this.clock = clock;
    }

    /** One change of the tables. */
    @FunctionalInterface
    private interface Change {
        void in(DirectoryTables tables) throws SQLException, DirectoryException;
    }

    /** @throws DirectoryException when another process has the directory open */
    @Override
    public void start() throws DirectoryException, IOException {
        writing.lock();
        try {
            served.file().createFolder();
            Database opened = Database.open(config.jdbcUrl());
            database = opened;
            current = opened.transaction(() -> new DirectoryTables(opened).read());
            reconcile();
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void stop() throws IOException {
        writing.lock();
        try {
            if (database != null) database.close();
            database = null;
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        stop();
    }

    public List<Domain> domains() {
        return List.copyOf(read().domains());
    }

    public List<Account> accounts() {
        return read().entries().stream().map(Entry::account).toList();
    }

    public Map<Address, List<Address>> aliases() {
        return read().aliases();
    }

    /** The first one becomes the primary domain. */
    public void addDomain(Domain domain) throws DirectoryException {
        change(tables -> {
            if (domain.isLiteral()) throw new DirectoryException("an address literal is no domain to live in");
            if (current.isLocal(domain)) throw new DirectoryException(domain + " is here already");
            tables.addDomain(domain);
        });
    }

    /** Makes a domain the one that bare {@code postmaster} belongs to. */
    public void makePrimary(Domain domain) throws DirectoryException {
        change(tables -> {
            demandLocal(domain);
            tables.primary(domain);
        });
    }

    public void removeDomain(Domain domain) throws DirectoryException {
        change(tables -> {
            if (!current.isLocal(domain)) throw new DirectoryException(domain + " is not here");
            long left = current.entries().stream()
                            .filter(entry -> entry.account().address().domain().equals(domain))
                            .count()
                    + current.aliases().keySet().stream()
                            .filter(alias -> alias.domain().equals(domain))
                            .count();
            if (left > 0)
                throw new DirectoryException(domain + " still has " + left
                        + (left == 1 ? " account or alias" : " accounts and aliases") + "; remove them first");
            tables.removeDomain(domain);
        });
    }

    /** @param password as the person typed it */
    public void addAccount(Address address, String password) throws DirectoryException {
        addAccounts(List.of(address), password);
    }

    /** All of them or none. Their stored passwords do not show that they are the same. */
    public void addAccounts(List<Address> addresses, String password) throws DirectoryException {
        Map<Address, Credentials> fresh = new LinkedHashMap<>();
        for (Address address : addresses) {
            if (fresh.put(person(address), credentials(password)) != null)
                throw new DirectoryException(address + " is named twice");
        }
        change(tables -> {
            for (Address address : fresh.keySet()) demandFree(address);
            for (Map.Entry<Address, Credentials> each : fresh.entrySet())
                tables.addAccount(newId(), each.getKey(), each.getValue(), clock.millis());
        });
    }

    private long newId() {
        return clock.millis() << 20 | random.nextInt(1 << 20);
    }

    /** The app passwords stay. */
    public void changePassword(Address address, String password) throws DirectoryException {
        writing.lock();
        try {
            Entry known = entry(existing(address));
            byte[] prepared = prepared(password);
            Credentials fresh = Credentials.of(prepared, scramSalt(known), config.cost(), random);
            Map<Legacy, String> sealed = sealed(known.legacy().keySet(), prepared);
            change(tables -> {
                tables.credentials(known.account().address(), fresh);
                tables.legacy(known.account().address(), sealed);
            });
        } catch (IOException e) {
            throw new DirectoryException("the password could not be stored: " + e.getMessage(), e);
        } finally {
            writing.unlock();
        }
    }

    private Map<Legacy, String> sealed(Set<Legacy> mechanisms, byte[] password) throws IOException {
        Map<Legacy, String> sealed = new EnumMap<>(Legacy.class);
        for (Legacy each : mechanisms) {
            byte[] salt = Credentials.octets(Legacy.SALT_OCTETS, random);
            sealed.put(each, vault.sealed(each, each.form(password, salt)));
        }
        return sealed;
    }

    /**
     * Which mechanisms of an older age an account may use; what those need is stored when its password is set the next time,
     * and what others needed is gone at once.
     */
    public void allow(Address address, Set<Legacy> mechanisms) throws DirectoryException {
        change(tables -> {
            Address known = existing(address);
            Map<Legacy, String> before = entry(known).legacy();
            Map<Legacy, String> sealed = new EnumMap<>(Legacy.class);
            for (Legacy each : mechanisms) sealed.put(each, before.getOrDefault(each, ""));
            tables.legacy(known, sealed);
        });
    }

    /** The mechanisms of an older age that an account may use, and whether what they need is stored. */
    public Map<Legacy, Boolean> allowed(Address address) throws DirectoryException {
        writing.lock();
        try {
            Map<Legacy, Boolean> stored = new EnumMap<>(Legacy.class);
            entry(existing(address)).legacy().forEach((mechanism, form) -> stored.put(mechanism, !form.isEmpty()));
            return stored;
        } finally {
            writing.unlock();
        }
    }

    /**
     * Makes a password for one device of an account.
     *
     * @param name what the owner calls the device
     * @return the password, which nobody can be told again
     */
    public String addAppPassword(Address address, String name) throws DirectoryException {
        writing.lock();
        try {
            Entry owner = entry(existing(address));
            if (owner.appPasswords().size() >= MAX_APP_PASSWORDS)
                throw new DirectoryException(address + " has " + MAX_APP_PASSWORDS + " app passwords already");
            if (owner.appPasswords().stream().anyMatch(each -> each.name().equals(name)))
                throw new DirectoryException(address + " has an app password called " + name + " already");
            AppPassword.Made made =
                    AppPassword.make(AppPassword.checkedName(name), scramSalt(owner), clock.instant(), random);
            change(tables -> tables.addAppPassword(owner.account().address(), made.stored()));
            return made.password();
        } catch (SyntaxException e) {
            throw new DirectoryException(String.valueOf(e.getMessage()), e);
        } finally {
            writing.unlock();
        }
    }

    /** No login with it is taken from now on, and sessions that it opened end. */
    public void removeAppPassword(Address address, String name) throws DirectoryException {
        writing.lock();
        try {
            AppPassword removed = entry(existing(address)).appPasswords().stream()
                    .filter(each -> each.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new DirectoryException(address + " has no app password called " + name));
            change(tables -> tables.removeAppPassword(removed));
            uses.forget(removed.id());
        } catch (IOException e) {
            throw new DirectoryException("removed, but its last use is still noted: " + e.getMessage(), e);
        } finally {
            writing.unlock();
        }
    }

    /** The devices of an account, the oldest first. */
    public List<Device> devices(Address address) throws DirectoryException {
        writing.lock();
        try {
            List<Device> devices = new ArrayList<>();
            for (AppPassword each : entry(existing(address)).appPasswords())
                devices.add(new Device(each.name(), each.created(), uses.of(each.id())));
            return devices;
        } catch (IOException e) {
            throw new DirectoryException("the last uses cannot be read: " + e.getMessage(), e);
        } finally {
            writing.unlock();
        }
    }

    private Entry entry(Address known) throws DirectoryException {
        return current.entry(known.toString())
                .orElseThrow(() -> new DirectoryException("there is no account " + known));
    }

    private static byte[] scramSalt(Entry entry) throws DirectoryException {
        try {
            return entry.credentials().scramKeys(Identity.NOBODY).salt();
        } catch (SyntaxException e) {
            throw new DirectoryException("the stored password is damaged; set it anew", e);
        }
    }

    public void enable(Address address) throws DirectoryException {
        change(tables -> tables.state(existing(address), "enabled"));
    }

    /** No login is taken from now on; mail still comes in. */
    public void disable(Address address) throws DirectoryException {
        change(tables -> tables.state(existing(address), "disabled"));
    }

    /** Mail, password and the aliases that lead here stay; the old address is unknown afterwards. */
    public void rename(Address from, Address to) throws DirectoryException {
        Address fresh = person(to);
        writing.lock();
        try {
            Address old = existing(from);
            demandFree(fresh);
            mail.renamed(old, fresh);
            rename(old, fresh, tables -> tables.rename(old, fresh));
        } catch (IOException e) {
            throw new DirectoryException("the mail of " + from + " could not be moved: " + e.getMessage(), e);
        } finally {
            writing.unlock();
        }
    }

    private void rename(Address old, Address fresh, Change change) throws DirectoryException, IOException {
        try {
            change(change);
        } catch (DirectoryException e) {
            if (current.account(old).isPresent()) mail.renamed(fresh, old);
            throw e;
        }
    }

    /**
     * The account and its place in aliases go; its mail is kept for a while.
     *
     * @return where, if it had any
     */
    public Optional<AccountMail.Kept> removeAccount(Address address) throws DirectoryException {
        writing.lock();
        try {
            Address old = existing(address);
            change(tables -> tables.removeAccount(old));
            return mail.removed(old);
        } catch (IOException e) {
            throw new DirectoryException(address + " is removed, but its mail is where it was: " + e.getMessage(), e);
        } finally {
            writing.unlock();
        }
    }

    /** Makes an alias, or lets an existing one lead to more targets. */
    public void addAlias(Address address, List<Address> targets) throws DirectoryException {
        Address alias = name(address);
        change(tables -> {
            if (targets.isEmpty()) throw new DirectoryException("an alias needs a target");
            if (current.alias(alias).isEmpty()) {
                demandFree(alias);
                tables.addAlias(alias);
            }
            for (Address target : targets) addTarget(tables, alias, target);
        });
    }

    private void addTarget(DirectoryTables tables, Address alias, Address target)
            throws SQLException, DirectoryException {
        Address stored = current.isLocal(target.domain()) ? Snapshot.stored(target) : target;
        if (current.alias(alias).orElse(List.of()).contains(stored))
            throw new DirectoryException(alias + " leads to " + stored + " already");
        tables.addTarget(alias, stored);
    }

    /** @param targets to take out; none for the whole alias */
    public void removeAlias(Address address, List<Address> targets) throws DirectoryException {
        Address alias = Snapshot.stored(address);
        change(tables -> {
            List<Address> known = current.alias(alias).orElse(List.of());
            if (known.isEmpty()) throw new DirectoryException("there is no alias " + alias);
            for (Address target : targets) {
                if (!known.contains(target)) throw new DirectoryException(alias + " does not lead to " + target);
                tables.removeTarget(alias, target);
            }
            if (targets.isEmpty() || targets.containsAll(known)) tables.removeAlias(alias);
        });
    }

    /** Who gets mail for an address, aliases followed to the end. */
    public List<Address> expand(Address address) {
        return read().expand(address);
    }

    /** Lets an account send as others: addresses that somebody has, aliases, or {@code *} for a whole domain of ours. */
    public void grant(Address address, List<Address> granted) throws DirectoryException {
        change(tables -> {
            Address account = existing(address);
            for (Address stored :
                    new LinkedHashSet<>(granted.stream().map(Snapshot::stored).toList())) {
                demandSomebodys(stored);
                if (entry(account).sendAs().contains(stored))
                    throw new DirectoryException(account + " may send as " + stored + " already");
                tables.sendAs().add(account, stored);
            }
        });
    }

    /** @param granted to take back; none for all */
    public void revoke(Address address, List<Address> granted) throws DirectoryException {
        change(tables -> {
            Address account = existing(address);
            Set<Address> known = entry(account).sendAs();
            for (Address each : granted.isEmpty() ? known : granted) {
                Address stored = Snapshot.stored(each);
                if (!known.contains(stored))
                    throw new DirectoryException(account + " was not granted to send as " + stored);
                tables.sendAs().remove(account, stored);
            }
        });
    }

    /**
     * Sets something for one account alone.
     *
     * @param value printable, at most 255 characters
     */
    public void set(Address address, String name, String value) throws DirectoryException {
        change(tables -> tables.settings().set(existing(address), name, value));
    }

    public void unset(Address address, String name) throws DirectoryException {
        change(tables -> {
            Address account = existing(address);
            if (!entry(account).settings().containsKey(name))
                throw new DirectoryException(account + " has no " + name + " of its own");
            tables.settings().unset(account, name);
        });
    }

    /** What is set for one account alone. */
    public Map<String, String> settings(Address address) throws DirectoryException {
        return new TreeMap<>(entry(existing(address)).settings());
    }

    /** What accounts were granted to send as; those without a grant are not in it. */
    public Map<Address, Set<Address>> granted() {
        Map<Address, Set<Address>> granted = new LinkedHashMap<>();
        for (Entry entry : read().entries()) {
            if (!entry.sendAs().isEmpty()) granted.put(entry.account().address(), entry.sendAs());
        }
        return granted;
    }

    private void demandSomebodys(Address address) throws DirectoryException {
        demandLocal(address.domain());
        boolean known = current.account(address).isPresent()
                || current.alias(address).isPresent()
                || address.equals(Snapshot.everybody(address.domain()));
        if (!known) throw new DirectoryException("there is no account or alias " + address);
    }

    private Snapshot read() {
        writing.lock();
        try {
            return current;
        } finally {
            writing.unlock();
        }
    }

    private void change(Change change) throws DirectoryException {
        writing.lock();
        try {
            Database open = open();
            DirectoryTables tables = new DirectoryTables(open);
            Snapshot next = open.transaction(() -> {
                change.in(tables);
                tables.generation(current.generation() + 1);
                return checked(tables.read());
            });
            current = next;
            show(next);
        } finally {
            writing.unlock();
        }
    }

    /** Nothing is done until every server can see it. */
    private void show(Snapshot snapshot) throws DirectoryException {
        try {
            served.file().write(snapshot);
        } catch (IOException e) {
            throw new DirectoryException("stored, but not shown to the servers before the next change: " + e, e);
        }
        served.refresh();
    }

    /** A snapshot newer than the database is what a lost or older database file leaves; people have been told of it. */
    private void reconcile() throws DirectoryException {
        Database open = open();
        DirectoryTables tables = new DirectoryTables(open);
        Snapshot shown = shown();
        if (shown.generation() > current.generation()) {
            open.transaction(() -> {
                tables.replace(shown, clock.millis());
                return shown;
            });
            current = shown;
        } else if (current.generation() == 0) change(fresh -> fresh.secret(random.generateSeed(SECRET_OCTETS)));
        else if (shown.generation() < current.generation()) show(current);
    }

    private Snapshot shown() throws DirectoryException {
        try {
            return served.file().read().orElse(Snapshot.EMPTY);
        } catch (DirectoryException e) {
            if (current.generation() == 0) throw e;
            return Snapshot.EMPTY;
        }
    }

    private Database open() throws DirectoryException {
        Database open = database;
        if (open == null) throw new DirectoryException("the directory is not open");
        return open;
    }

    private static Snapshot checked(Snapshot next) throws DirectoryException {
        for (Address alias : next.aliases().keySet()) {
            for (Address target : next.alias(alias).orElseThrow()) {
                if (next.isLocal(target.domain())
                        && new Expansion(next).known(target).isEmpty())
                    throw new DirectoryException(alias + " would lead to " + target + ", whom nobody knows here");
            }
            if (!new Expansion(next).fits(alias))
                throw new DirectoryException(alias + " would lead to more than " + Expansion.MAX_TARGETS
                        + " addresses, or through more than " + Expansion.MAX_DEPTH + " aliases");
        }
        return next;
    }

    private Address existing(Address address) throws DirectoryException {
        return current.account(address)
                .map(Account::address)
                .orElseThrow(() -> new DirectoryException("there is no account " + address));
    }

    private void demandLocal(Domain domain) throws DirectoryException {
        if (!current.isLocal(domain))
            throw new DirectoryException(domain + " is not here; add it by: stagepost domain add " + domain);
    }

    private void demandFree(Address address) throws DirectoryException {
        demandLocal(address.domain());
        if (current.account(address).isPresent())
            throw new DirectoryException("there is an account " + address + " already");
        if (current.alias(address).isPresent())
            throw new DirectoryException("there is an alias " + address + " already");
    }

    /** The name of an account; {@code *} stands for everybody. */
    private static Address person(Address address) throws DirectoryException {
        Address name = name(address);
        if (name.equals(Snapshot.everybody(name.domain())))
            throw new DirectoryException(
                    name + " stands for everybody of " + name.domain() + " and can be an alias only");
        return name;
    }

    private static Address name(Address address) throws DirectoryException {
        Address stored = Snapshot.stored(address);
        try {
            if (Precis.name(stored.localPart()).equals(stored.localPart())) return stored;
        } catch (SyntaxException e) {
            throw new DirectoryException(address + " holds characters that are invisible or look like others", e);
        }
        throw new DirectoryException(address + " holds characters that look like others");
    }

    private Credentials credentials(String password) throws DirectoryException {
        return Credentials.of(prepared(password), config.cost(), random);
    }

    private static byte[] prepared(String password) throws DirectoryException {
        try {
            return Precis.password(Ascii.octets(password));
        } catch (SyntaxException e) {
            throw new DirectoryException(
                    "a password has 1 to " + Precis.MAX_PASSWORD + " octets and no control characters", e);
        }
    }
}
