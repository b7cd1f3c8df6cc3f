package org.stagepost.directory;

import java.sql.SQLException;
import org.stagepost.mail.Address;

/** What is set for one account alone. */
final class AccountSettingTable {
    private final Database database;

    AccountSettingTable(Database database) {
        this.database = database;
    }

    /** One setting of an account. */
    @FunctionalInterface
    interface Setting {
        void of(long account, String name, String value);
    }

    void each(Setting setting) throws SQLException, DirectoryException {
        database.query("SELECT account_id, name, content FROM account_setting ORDER BY account_id, name", row -> {
            setting.of(row.getLong(1), row.getString(2), row.getString(3));
            return row;
        });
    }

    void set(Address account, String name, String value) throws SQLException {
        unset(account, name);
        database.update(
                "INSERT INTO account_setting (account_id, name, content)"
                        + " SELECT account_id, ?, ? FROM account WHERE address = ?",
                name,
                value,
                account.toString());
    }

    void unset(Address account, String name) throws SQLException {
        database.update(
                "DELETE FROM account_setting WHERE name = ?"
                        + " AND account_id IN (SELECT account_id FROM account WHERE address = ?)",
                name,
                account.toString());
    }

    void forgetWhatIsGone() throws SQLException {
        database.update("DELETE FROM account_setting WHERE account_id NOT IN (SELECT a.account_id FROM account a)");
    }

    void clear() throws SQLException {
        database.update("DELETE FROM account_setting");
    }
}
