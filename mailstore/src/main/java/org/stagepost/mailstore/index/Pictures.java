package org.stagepost.mailstore.index;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The index's tables of mailboxes at rest, and every statement about them. */
final class Pictures {
    static final String TABLES = """
        CREATE TABLE mailbox (
            account_id BIGINT NOT NULL,
            mailbox_id BIGINT NOT NULL,
            files VARCHAR NOT NULL,
            folders VARCHAR NOT NULL,
            uid_validity BIGINT NOT NULL,
            uid_next BIGINT NOT NULL,
            highest_modseq BIGINT NOT NULL,
            claimed_uid BIGINT NOT NULL,
            keywords VARCHAR NOT NULL,
            list_lines INTEGER NOT NULL,
            log_lines INTEGER NOT NULL,
            messages INTEGER NOT NULL,
            PRIMARY KEY (account_id, mailbox_id));
        CREATE TABLE page (
            account_id BIGINT NOT NULL,
            mailbox_id BIGINT NOT NULL,
            number BIGINT NOT NULL,
            messages BYTEA NOT NULL,
            PRIMARY KEY (account_id, mailbox_id, number));
        """;
    private static final String WHICH = " WHERE account_id = ? AND mailbox_id = ?";
    private static final String HEADER =
            "SELECT folders, uid_validity, uid_next, highest_modseq, claimed_uid, keywords,"
                    + " list_lines, log_lines, messages FROM mailbox" + WHICH + " AND files = ?";
    private static final String PAGES = "SELECT number, messages FROM page" + WHICH + " ORDER BY number";
    private static final String HANG = "INSERT INTO mailbox VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String ADD = "INSERT INTO page VALUES (?, ?, ?, ?)";
    private static final String TAKE = "DELETE FROM page" + WHICH + " AND number = ?";
    private static final String KNOWN = "DELETE FROM mailbox" + WHICH + " AND files = ?";
    private static final List<String> BOTH = List.of("mailbox", "page");

    private Pictures() {}

    /** Puts a picture in place of an earlier one, whose other pages stay. */
    static void keep(Connection connection, Change.Pictured change) throws SQLException {
        MailboxKey key = change.mailbox();
        if (change.before().isEmpty()) remove(connection, key);
        else if (update(connection, KNOWN, key.account(), key.mailbox(), change.before()) == 0) {
            // The pages that it builds on are not here: it is no use.
            remove(connection, key);
            return;
        }
        for (Picture.Page page : change.now().pages()) {
            update(connection, TAKE, key.account(), key.mailbox(), page.number());
            if (!page.rows().isEmpty())
                update(connection, ADD, key.account(), key.mailbox(), page.number(), encoded(page));
        }
        hang(connection, key, change.now().header());
    }

    private static byte[] encoded(Picture.Page page) throws SQLException {
        try {
            return PageCode.encode(page.rows());
        } catch (IOException e) {
            throw new SQLException("a page cannot be written", e);
        }
    }

    private static void hang(Connection connection, MailboxKey key, Picture.Header header) throws SQLException {
        update(
                connection,
                HANG,
                key.account(),
                key.mailbox(),
                header.files(),
                header.folders(),
                header.uidValidity(),
                header.uidNext(),
                header.highestModSeq(),
                header.claimedUid(),
                String.join(" ", header.keywords()),
                header.lines().list(),
                header.lines().log(),
                header.messages());
    }

    /** The picture that was made while the mailbox's files were these. */
    static Optional<Picture> find(Connection connection, MailboxKey key, String files) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HEADER)) {
            set(statement, key.account(), key.mailbox(), files);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) return Optional.empty();
                Picture.Header header = new Picture.Header(
                        files,
                        row.getString(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        PageCode.words(row.getString(6)),
                        new Picture.Lines(row.getInt(7), row.getInt(8)),
                        row.getInt(9));
                Picture picture = new Picture(header, pages(connection, key));
                return picture.rows() == header.messages() ? Optional.of(picture) : Optional.empty();
            }
        }
    }

    private static List<Picture.Page> pages(Connection connection, MailboxKey key) throws SQLException {
        List<Picture.Page> pages = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(PAGES)) {
            set(statement, key.account(), key.mailbox());
            try (ResultSet page = statement.executeQuery()) {
                while (page.next()) pages.add(new Picture.Page(page.getLong(1), PageCode.decode(page.getBytes(2))));
            }
        } catch (IOException e) {
            throw new SQLException("a page is damaged", e);
        }
        return pages;
    }

    static void move(Connection connection, MailboxKey from, MailboxKey to) throws SQLException {
        remove(connection, to);
        for (String table : BOTH)
            update(
                    connection,
                    "UPDATE " + table + " SET account_id = ?, mailbox_id = ?" + WHICH,
                    to.account(),
                    to.mailbox(),
                    from.account(),
                    from.mailbox());
    }

    static void remove(Connection connection, MailboxKey key) throws SQLException {
        for (String table : BOTH) update(connection, "DELETE FROM " + table + WHICH, key.account(), key.mailbox());
    }

    static void forget(Connection connection, long account) throws SQLException {
        for (String table : BOTH) update(connection, "DELETE FROM " + table + " WHERE account_id = ?", account);
    }

    static int update(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, parameters);
            return statement.executeUpdate();
        }
    }

    private static void set(PreparedStatement statement, Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) statement.setObject(i + 1, parameters[i]);
    }
}
