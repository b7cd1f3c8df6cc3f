package org.stagepost.directory;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.stagepost.directory.Snapshot.Entry;
import org.stagepost.mail.Address;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.Domain;
import org.stagepost.mail.SyntaxException;
import org.stagepost.sasl.Base64Text;
import org.stagepost.sasl.Legacy;

/** Every statement of the directory, in the SQL that H2 and PostgreSQL share. Text is only ever a bound parameter. */
final class DirectoryTables {
    private static final String SCOPE = "directory";

    private final Database database;
    private final SendAsTable sendAs;
    private final AccountSettingTable settings;

    DirectoryTables(Database database) {
        this.database = database;
        this.sendAs = new SendAsTable(database);
        this.settings = new AccountSettingTable(database);
    }

    SendAsTable sendAs() {
        return sendAs;
    }

    AccountSettingTable settings() {
        return settings;
    }

    /** Everything, as one picture. */
    Snapshot read() throws SQLException, DirectoryException {
        Map<String, String> settings = new HashMap<>();
        database.query(
                "SELECT name, content FROM setting WHERE scope = ?",
                row -> settings.put(row.getString(1), row.getString(2)),
                SCOPE);
        List<Domain> domains =
                database.query("SELECT domain FROM domain ORDER BY place", row -> new Domain(row.getString(1)));
        List<Entry> accounts = accounts();
        try {
            long generation = Ascii.number(settings.getOrDefault("generation", "0"), Long.MAX_VALUE);
            byte[] secret = Base64Text.decode(settings.getOrDefault("secret", ""));
            return new Snapshot(generation, secret, domains, accounts, aliases());
        } catch (SyntaxException e) {
            throw new DirectoryException("the directory's database is damaged: " + e.getMessage(), e);
        }
    }

    private List<Entry> accounts() throws SQLException, DirectoryException {
        Map<Long, Entry> byId = new LinkedHashMap<>();
        database.query(
                "SELECT account_id, address, state, password_hash, scram_keys FROM account ORDER BY account_id",
                row -> byId.put(row.getLong(1), entry(row)));
        database.query(
                "SELECT account_id, app_password_id, name, created, digest, scram_keys FROM app_password"
                        + " ORDER BY created, app_password_id",
                row -> {
                    AppPassword added = appPassword(row);
                    return byId.computeIfPresent(row.getLong(1), (id, entry) -> entry.and(added));
                });
        database.query("SELECT account_id, mechanism, sealed FROM legacy_login", row -> {
            Legacy mechanism = mechanism(row.getString(2));
            String sealed = row.getString(3);
            return byId.computeIfPresent(row.getLong(1), (id, entry) -> entry.and(mechanism, sealed));
        });
        sendAs.each((account, address) -> byId.computeIfPresent(account, (id, entry) -> entry.and(address)));
        settings.each((account, name, value) -> byId.computeIfPresent(account, (id, entry) -> entry.and(name, value)));
        return List.copyOf(byId.values());
    }

    private Map<Address, List<Address>> aliases() throws SQLException, DirectoryException {
        Map<Address, List<Address>> aliases = new LinkedHashMap<>();
        database.query(
                "SELECT address, target FROM alias_target ORDER BY address, place",
                row -> aliases.computeIfAbsent(address(row.getString(1)), address -> new ArrayList<>())
                        .add(address(row.getString(2))));
        return aliases;
    }

    /** Takes over a whole picture in place of what is there. */
    void replace(Snapshot snapshot, long now) throws SQLException, DirectoryException {
        for (String emptied : List.of(
                "DELETE FROM domain",
                "DELETE FROM address",
                "DELETE FROM account",
                "DELETE FROM app_password",
                "DELETE FROM legacy_login",
                "DELETE FROM alias_target")) database.update(emptied);
        sendAs.clear();
        settings.clear();
        put("secret", Base64Text.encode(snapshot.secret()));
        for (Domain domain : snapshot.domains()) addDomain(domain);
        long id = now;
        for (Entry entry : snapshot.entries()) {
            addAccount(++id, entry.account().address(), entry.credentials(), now);
            for (AppPassword each : entry.appPasswords())
                addAppPassword(entry.account().address(), each);
            legacy(entry.account().address(), entry.legacy());
            for (Address each : entry.sendAs()) sendAs.add(entry.account().address(), each);
            for (Map.Entry<String, String> each : entry.settings().entrySet())
                settings.set(entry.account().address(), each.getKey(), each.getValue());
            if (!entry.account().enabled()) state(entry.account().address(), "disabled");
        }
        for (Map.Entry<Address, List<Address>> alias : snapshot.aliases().entrySet()) {
            addAlias(alias.getKey());
            for (Address target : alias.getValue()) addTarget(alias.getKey(), target);
        }
        generation(snapshot.generation());
    }

    void generation(long generation) throws SQLException {
        put("generation", String.valueOf(generation));
    }

    void secret(byte[] secret) throws SQLException {
        put("secret", Base64Text.encode(secret));
    }

    private void put(String name, String content) throws SQLException {
        String change = "UPDATE setting SET content = ? WHERE scope = ? AND name = ?";
        if (database.update(change, content, SCOPE, name) == 0)
            database.update("INSERT INTO setting (content, scope, name) VALUES (?, ?, ?)", content, SCOPE, name);
    }

    void addDomain(Domain domain) throws SQLException, DirectoryException {
        long place = number("SELECT COALESCE(MAX(place), 0) + 1 FROM domain");
        database.update("INSERT INTO domain (domain, place) VALUES (?, ?)", domain.name(), place);
    }

    void primary(Domain domain) throws SQLException, DirectoryException {
        long place = number("SELECT COALESCE(MIN(place), 0) - 1 FROM domain");
        database.update("UPDATE domain SET place = ? WHERE domain = ?", place, domain.name());
    }

    void removeDomain(Domain domain) throws SQLException {
        database.update("DELETE FROM domain WHERE domain = ?", domain.name());
        sendAs.forget(domain);
    }

    /** @param atLeast a number that rises with time; the id is larger than every other's, so accounts sort by age */
    void addAccount(long atLeast, Address address, Credentials credentials, long created)
            throws SQLException, DirectoryException {
        long id = Math.max(atLeast, number("SELECT COALESCE(MAX(account_id), 0) + 1 FROM account"));
        addAddress(address, id, "account");
        database.update(
                "INSERT INTO account (account_id, address, state, password_hash, scram_keys, created)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                id,
                address.toString(),
                "enabled",
                credentials.hash(),
                credentials.scram(),
                created);
    }

    void addAppPassword(Address address, AppPassword added) throws SQLException {
        database.update(
                "INSERT INTO app_password (app_password_id, account_id, name, created, digest, scram_keys)"
                        + " SELECT ?, account_id, ?, ?, ?, ? FROM account WHERE address = ?",
                added.id(),
                added.name(),
                added.created().toEpochMilli(),
                added.digest(),
                added.scram(),
                address.toString());
    }

    void removeAppPassword(AppPassword removed) throws SQLException {
        database.update("DELETE FROM app_password WHERE app_password_id = ?", removed.id());
    }

    /** Exactly these mechanisms of an older age, with their sealed forms. */
    void legacy(Address address, Map<Legacy, String> sealed) throws SQLException {
        database.update(
                "DELETE FROM legacy_login WHERE account_id IN (SELECT account_id FROM account WHERE address = ?)",
                address.toString());
        for (Map.Entry<Legacy, String> each : sealed.entrySet())
            database.update(
                    "INSERT INTO legacy_login (account_id, mechanism, sealed)"
                            + " SELECT account_id, ?, ? FROM account WHERE address = ?",
                    each.getKey().mechanism(),
                    each.getValue(),
                    address.toString());
    }

    void removeAccount(Address address) throws SQLException {
        legacy(address, Map.of());
        database.update(
                "DELETE FROM app_password WHERE account_id IN (SELECT account_id FROM account WHERE address = ?)",
                address.toString());
        database.update("DELETE FROM account WHERE address = ?", address.toString());
        database.update("DELETE FROM address WHERE address = ?", address.toString());
        database.update("DELETE FROM alias_target WHERE target = ?", address.toString());
        database.update("DELETE FROM address WHERE kind = 'alias'"
                + " AND address NOT IN (SELECT a.address FROM alias_target a)");
        sendAs.forgetWhatIsGone();
        settings.forgetWhatIsGone();
    }

    void credentials(Address address, Credentials credentials) throws SQLException {
        database.update(
                "UPDATE account SET password_hash = ?, scram_keys = ? WHERE address = ?",
                credentials.hash(),
                credentials.scram(),
                address.toString());
    }

    void state(Address address, String state) throws SQLException {
        database.update("UPDATE account SET state = ? WHERE address = ?", state, address.toString());
    }

    /** Aliases that led to the old address lead to the new one. */
    void rename(Address from, Address to) throws SQLException {
        for (String change : List.of(
                "UPDATE address SET address = ? WHERE address = ?",
                "UPDATE account SET address = ? WHERE address = ?",
                "UPDATE alias_target SET target = ? WHERE target = ?"))
            database.update(change, to.toString(), from.toString());
        sendAs.rename(from, to);
    }

    void addAlias(Address alias) throws SQLException {
        addAddress(alias, 0, "alias");
    }

    void addTarget(Address alias, Address target) throws SQLException, DirectoryException {
        long place = number("SELECT COALESCE(MAX(place), 0) + 1 FROM alias_target WHERE address = ?", alias.toString());
        database.update(
                "INSERT INTO alias_target (address, target, place) VALUES (?, ?, ?)",
                alias.toString(),
                target.toString(),
                place);
    }

    void removeTarget(Address alias, Address target) throws SQLException {
        database.update(
                "DELETE FROM alias_target WHERE address = ? AND target = ?", alias.toString(), target.toString());
    }

    void removeAlias(Address alias) throws SQLException {
        database.update("DELETE FROM alias_target WHERE address = ?", alias.toString());
        database.update("DELETE FROM address WHERE address = ?", alias.toString());
        sendAs.forgetWhatIsGone();
    }

    private void addAddress(Address address, long id, String kind) throws SQLException {
        database.update(
                "INSERT INTO address (address, account_id, kind) VALUES (?, ?, ?)", address.toString(), id, kind);
    }

    private long number(String sql, Object... parameters) throws SQLException, DirectoryException {
        return database.query(sql, row -> row.getLong(1), parameters).get(0);
    }

    private static Entry entry(ResultSet row) throws SQLException, DirectoryException {
        Account account =
                new Account(address(row.getString(2)), row.getString(3).equals("enabled"));
        return Entry.of(account, new Credentials(row.getString(4), row.getString(5)));
    }

    private static AppPassword appPassword(ResultSet row) throws SQLException {
        Instant created = Instant.ofEpochMilli(row.getLong(4));
        return new AppPassword(row.getString(2), row.getString(3), created, row.getString(5), row.getString(6));
    }

    private static Legacy mechanism(String text) throws DirectoryException {
        try {
            return Legacy.parse(text);
        } catch (SyntaxException e) {
            throw new DirectoryException("the directory's database is damaged: " + text, e);
        }
    }

    private static Address address(String text) throws DirectoryException {
        try {
            return Address.parse(text);
        } catch (SyntaxException e) {
            throw new DirectoryException("the directory's database is damaged: " + text, e);
        }
    }
}
