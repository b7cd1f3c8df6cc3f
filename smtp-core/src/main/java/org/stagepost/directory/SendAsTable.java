package org.stagepost.directory;

import java.sql.SQLException;
import org.stagepost.mail.Address;
import org.stagepost.mail.Domain;
import org.stagepost.mail.SyntaxException;

/** What accounts may send as beside what is theirs. */
final class SendAsTable {
    private final Database database;

    SendAsTable(Database database) {
        this.database = database;
    }

    /** One grant of an account. */
    @FunctionalInterface
    interface Grant {
        void of(long account, Address address);
    }

    void each(Grant grant) throws SQLException, DirectoryException {
        database.query("SELECT account_id, address FROM send_as ORDER BY account_id, address", row -> {
            grant.of(row.getLong(1), address(row.getString(2)));
            return row;
        });
    }

    void add(Address account, Address granted) throws SQLException {
        database.update(
                "INSERT INTO send_as (account_id, address) SELECT account_id, ? FROM account WHERE address = ?",
                granted.toString(),
                account.toString());
    }

    void remove(Address account, Address granted) throws SQLException {
        database.update(
                "DELETE FROM send_as WHERE address = ?"
                        + " AND account_id IN (SELECT account_id FROM account WHERE address = ?)",
                granted.toString(),
                account.toString());
    }

    void rename(Address from, Address to) throws SQLException {
        database.update("UPDATE send_as SET address = ? WHERE address = ?", to.toString(), from.toString());
    }

    void forget(Domain domain) throws SQLException {
        database.update(
                "DELETE FROM send_as WHERE address = ?",
                Snapshot.everybody(domain).toString());
    }

    /** An address that is given away a second time must not still be somebody else's to use. */
    void forgetWhatIsGone() throws SQLException {
        database.update("DELETE FROM send_as WHERE account_id NOT IN (SELECT a.account_id FROM account a)");
        database.update("DELETE FROM send_as WHERE address NOT LIKE '*@%'"
                + " AND address NOT IN (SELECT a.address FROM address a)");
    }

    void clear() throws SQLException {
        database.update("DELETE FROM send_as");
    }

    private static Address address(String text) throws DirectoryException {
        try {
            return Address.parse(text);
        } catch (SyntaxException e) {
            throw new DirectoryException("the directory's database is damaged: " + text, e);
        }
    }
}
